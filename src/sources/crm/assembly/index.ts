/** What a row machine offers to the program (../delimited/record.ts): where its memory holds what, and what it does. */
export { bytes, COLUMNS, ends, FOUND, forms, layOut, OFFSETS, PLAN, starts, TEXT, TEXT_ROOM } from './memory';
export { cutOne, cutRows, takeRow } from './rows';
export { readCells, rememberWord, sayText, takePlan } from './values';
export { forget } from './words';
