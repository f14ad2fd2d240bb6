import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Context } from '../../workspace/operation.ts';
import { saidInEntry } from './entry-said.ts';
import { type Draft, documentLanguage, entryText } from './filing.ts';
import { readLog } from './log-file.ts';
import { scanLog } from './log-scan.ts';
import type { OpenedTree } from './opened-tree.ts';

/**
 * Lets a person change the filled template in an editor (`VISUAL`, `EDITOR`) before it is written. Throws BizosError (exit 2) where
 * there is no terminal or editor, and where what comes back is not one entry.
 */
export async function edited(context: Context, tree: OpenedTree, draft: Draft): Promise<Draft> {
  const editor = context.environment.VISUAL || context.environment.EDITOR;
  if (!context.ask || !editor)
    throw new BizosError(
      2,
      { en: '--edit needs a terminal and an editor.', de: '--edit braucht ein Terminal und einen Editor.' },
      { en: 'Set EDITOR, or leave --edit out.', de: 'Setze EDITOR, oder lass --edit weg.' },
    );
  const id = `${draft.route.prefix}-XXX`;
  const folder = mkdtempSync(join(tmpdir(), 'bizos-learn-'));
  const file = join(folder, `${id}.md`);
  writeFileSync(file, `${entryText(draft, id, tree, documentLanguage(readLog(tree.root, draft.route.file), tree))}\n`);
  // As git does: the setting is words for the shell, with quotes and flags as a person wrote them.
  const done =
    process.platform === 'win32'
      ? spawnSync(`${editor} "${file}"`, { stdio: 'inherit', shell: true })
      : spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  if (done.status !== 0)
    throw new BizosError(
      2,
      { en: 'The editor ended with an error; nothing was written.', de: 'Der Editor endete mit einem Fehler; nichts wurde geschrieben.' },
      { en: `What it saved is in ${file}`, de: `Was er speicherte, liegt in ${file}` },
    );
  const entry = oneEntry(readFileSync(file, 'utf8'), id, file);
  return { ...draft, ...saidInEntry(entry, id), entry, kept: folder };
}

/** Runs what writes an edited draft; the person's text is kept where that fails, and the error says where. */
export async function keptUntil<T>({ kept = '' }: Draft, write: () => Promise<T>): Promise<T> {
  try {
    const value = await write();
    rmSync(kept, { recursive: true, force: true });
    return value;
  } catch (error) {
    if (!(error instanceof BizosError)) throw error;
    const { en, de } = error.hint ?? { en: '', de: '' };
    const hint = { en: `${en} Your text is in ${kept}`.trim(), de: `${de} Dein Text liegt in ${kept}`.trim() };
    throw new BizosError(error.exit, error.text, hint, [], { cause: error });
  }
}

/** The text of an entry as a person left it: one heading with the id's place, everything closed. `kept`: the file that still has it. */
function oneEntry(text: string, id: string, kept: string): string {
  const entry = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .trim();
  const { heads } = scanLog(`${entry}\n\n# end\n`, 0);
  const [head, ...rest] = heads;
  if (
    heads.length >= 2 &&
    head.start === 0 &&
    head.title.startsWith(`[${id}]`) &&
    rest.every(({ depth, title }) => depth > head.depth || title === 'end') &&
    rest[rest.length - 1].title === 'end'
  )
    return entry;
  throw new BizosError(
    2,
    {
      en: 'What came back from the editor is not one entry; nothing was written.',
      de: 'Was aus dem Editor kam, ist kein einzelner Eintrag; nichts wurde geschrieben.',
    },
    {
      en: `It begins with the heading "### [${id}] Title" and closes its fences. Your text is in ${kept}`,
      de: `Er beginnt mit der Überschrift „### [${id}] Titel“ und schließt seine Zäune. Dein Text liegt in ${kept}`,
    },
  );
}
