import type { Explanation, OperationEntry } from '../../workspace/operation.ts';

/** What the field of the group itself offers. */
export const operations: readonly OperationEntry[] = [
  {
    name: 'status',
    summary: { en: 'Show the group on one screen.', de: 'Zeigt die Gruppe auf einem Bildschirm.' },
    load: async () => (await import('./operations/status.ts')).status,
  },
  {
    name: 'show',
    summary: {
      en: 'Show an entity, a role, an agent, a deal or a document.',
      de: 'Zeigt eine Firma, eine Rolle, einen Agenten, einen Deal oder ein Dokument.',
    },
    load: async () => (await import('./operations/show.ts')).show,
  },
  {
    name: 'search',
    summary: { en: 'Find words in all documents, best first.', de: 'Findet Wörter in allen Dokumenten, das Beste zuerst.' },
    load: async () => (await import('./operations/search.ts')).search,
  },
  {
    name: 'query',
    summary: { en: 'Ask the documented views in SQL, read-only.', de: 'Fragt die beschriebenen Sichten in SQL, nur lesend.' },
    load: async () => (await import('./operations/query.ts')).query,
  },
  {
    name: 'doctor',
    summary: { en: 'Check the tree: what is wrong, where, how to mend it.', de: 'Prüft den Baum: was nicht stimmt, wo, und was hilft.' },
    load: async () => (await import('./operations/doctor.ts')).doctor,
  },
  {
    name: 'explain',
    summary: { en: 'Say what a rule or a problem means.', de: 'Sagt, was eine Regel oder ein Problem bedeutet.' },
    load: async () => (await import('./operations/explain.ts')).explain,
  },
  {
    name: 'init',
    summary: { en: 'Make a tree for your own companies.', de: 'Legt einen Baum für die eigenen Firmen an.' },
    load: async () => (await import('./operations/init.ts')).init,
  },
];

/** What the doctor's checks, and the problems of reading, mean. */
export const explanations = async (): Promise<readonly Explanation[]> => (await import('./explanations.ts')).EXPLANATIONS;
