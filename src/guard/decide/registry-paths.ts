/** A session's record, written by `bizos session`; the id is the file's name. */
export const RECORD = /^_SESSIONS\/(?:active|archive\/\d{4}-\d{2})\/([^/]+)\.md$/;

/** A chain of the ledger. */
export const LEDGER = /^_SESSIONS\/ledger\/[^/]+\.jsonl$/;
