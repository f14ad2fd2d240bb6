import type { TreeCheck } from '../../../workspace/check.ts';
import { indexUnwritten } from '../../../workspace/index-unwritten.ts';

/** The index, as far as it is not what it should be once it has been brought up to date. */
export const indexStale: TreeCheck = {
  explanation: {
    code: 'index-stale',
    title: { en: 'The index is not what the tree is', de: 'Der Index ist nicht, was der Baum ist' },
    explain: {
      en: 'Every command that reads brings .bizos/index.sqlite up to date first, so it should never differ from the documents. When it does after that, or can not be written, answers are slower or, worse, old. It can be deleted at any time: everything in it comes from the tree.',
      de: 'Jeder lesende Befehl bringt .bizos/index.sqlite zuerst auf den Stand, es sollte also nie von den Dokumenten abweichen. Tut es das danach noch, oder ist es nicht schreibbar, sind Antworten langsamer oder, schlimmer, alt. Es kann jederzeit gelöscht werden: Alles darin kommt aus dem Baum.',
    },
    example: {
      en: 'The index lists a document that was deleted with a tool that kept the folder’s time.',
      de: 'Der Index führt ein Dokument, das ein Werkzeug löschte, das die Zeit des Ordners bewahrte.',
    },
    remedy: { en: 'Delete .bizos/; bizos doctor --fix does.', de: 'Lösche .bizos/; bizos doctor --fix tut es.' },
  },
  async run(look) {
    const { openWorkspace } = await import('../../../workspace/workspace.ts');
    const workspace = await openWorkspace({ ...look.context, root: look.root });
    try {
      const listed = new Set(workspace.store.prepare('SELECT path FROM document').pluck().all() as string[]);
      const there = new Set(look.documents.map(({ document }) => document.path));
      const wrong = [...[...there].filter((path) => !listed.has(path)), ...[...listed].filter((path) => !there.has(path))];
      if (workspace.memory) return [{ problem: { ...indexUnwritten(), level: 'warning' } }];
      if (wrong.length === 0) return [];
      return [
        {
          problem: {
            code: 'index-stale',
            level: 'warning' as const,
            message: { en: `The index differs from the tree at ${wrong[0]}.`, de: `Der Index weicht bei ${wrong[0]} vom Baum ab.` },
            place: { file: '.bizos/index.sqlite' },
            remedy: { en: 'Delete .bizos/; bizos doctor --fix does.', de: 'Lösche .bizos/; bizos doctor --fix tut es.' },
          },
          mend: {
            says: { en: 'deleted the index; it is made anew', de: 'Index gelöscht; er wird neu angelegt' },
            run: async () => (await import('../../../index/store.ts')).dropStore(look.root),
          },
        },
      ];
    } finally {
      workspace.close();
    }
  },
};
