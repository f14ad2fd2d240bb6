import type { BuildResult } from 'esbuild';

/** The functions of chunks: each gives what its chunk exports. */
export type Chunks = Readonly<Record<string, () => object>>;

export function oneScript(split: BuildResult): string;
export function partOf(chunks: Chunks, names: readonly string[]): string;
