import type { PipelinePolicy } from './policy.ts';
import { layPolicies } from './policy-layers.ts';
import type { CrmStructure } from './policy-reader.ts';

/** The shipped structure as JSON, put in by the build so that no Markdown is parsed at start-up. */
declare const BIZOS_DEFAULT_STRUCTURE: string | undefined;

/** The same where no build put it in: read once. */
let unbuilt: Promise<string> | undefined;

/** What `templates/policies/CRM_STRUCTURE.md` says. */
export async function defaultStructure(): Promise<CrmStructure> {
  if (typeof BIZOS_DEFAULT_STRUCTURE !== 'undefined') return JSON.parse(BIZOS_DEFAULT_STRUCTURE) as CrmStructure;
  unbuilt ??= readTemplate();
  return JSON.parse(await unbuilt) as CrmStructure;
}

async function readTemplate(): Promise<string> {
  const [{ readFileSync }, { readDocument }, { read }] = await Promise.all([
    import('node:fs'),
    import('../../tree/read.ts'),
    import('./policy-reader.ts'),
  ]);
  const path = new URL('../../../templates/policies/CRM_STRUCTURE.md', import.meta.url);
  return JSON.stringify(read(readDocument('templates/policies/CRM_STRUCTURE.md', readFileSync(path))).value);
}

/** The policy of a company that has written down none; amounts in its settings count in `currency`. */
export async function loadDefaultPolicy(currency = 'XXX'): Promise<PipelinePolicy> {
  return layPolicies([await defaultStructure()], [], currency).value;
}
