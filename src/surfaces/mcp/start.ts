import type { Language } from '../../core/text.ts';
import type { Served } from './serve.ts';

/** How main offers `bizos mcp`: nothing of the protocol is loaded before it is asked for. */
export function mcpServer(brought: Omit<Served, 'root' | 'language'>): (root: string | undefined, language: Language) => Promise<void> {
  return async (root, language) => (await import('./serve.ts')).serve({ ...brought, root, language });
}
