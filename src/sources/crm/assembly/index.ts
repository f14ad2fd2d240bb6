/** What a row machine offers to the program (../delimited/record.ts): where its memory holds what, and what it does. */
export { cut } from './cut';
export { bytes, ends, FOUND, forms, HASHES, layOut, PLAN, STEPS_MAX, starts, TEXT, TEXT_ROOM, VALUES } from './memory';
export { hashText, readCells } from './values';
