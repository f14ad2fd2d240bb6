/** Secrets for the channels; they stand on the floor below, since the sources need the same ones. */
export { redactor } from '../net/redact.ts';
export { openSecrets, parseDotEnv, type Secrets } from '../net/secrets.ts';
