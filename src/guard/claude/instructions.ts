import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, Text } from '../../core/text.ts';

/** A file of instructions that is to be written (text), taken out (undefined), or stays a person's (no entry). */
export interface Instructions {
  readonly files: readonly { readonly path: string; readonly text: string | undefined }[];
  /** Files that are the guard's now: it made them. */
  readonly made: readonly string[];
  readonly notes: readonly Text[];
}

/** Claude Code reads AGENTS.md only through a CLAUDE.md that names it. */
const CLAUDE = '@AGENTS.md\n';

/** What CLAUDE.md and AGENTS.md need. What is there already stays a person's, and a note says which line to add. `made`: by an earlier run. */
export function instructionsFor(root: string, language: Language, made: readonly string[]): Instructions {
  const [claude, agents] = [textIn(root, 'CLAUDE.md'), textIn(root, 'AGENTS.md')];
  const files: { path: string; text: string }[] = [];
  const notes: Text[] = [];
  if (agents === undefined) files.push({ path: 'AGENTS.md', text: AGENTS[language] });
  else if (!/bizos session/.test(agents))
    notes.push({
      en: 'AGENTS.md is yours and stays as it is. Add to it: Begin with `bizos session start --agent AGENT --entity COMPANY --goal "…"`.',
      de: 'AGENTS.md gehört dir und bleibt, wie sie ist. Ergänze: Beginne mit `bizos session start --agent AGENT --entity FIRMA --goal "…"`.',
    });
  if (claude === undefined) files.push({ path: 'CLAUDE.md', text: CLAUDE });
  else if (!claude.includes('@AGENTS.md'))
    notes.push({
      en: 'CLAUDE.md is yours and stays as it is. Add the line: @AGENTS.md',
      de: 'CLAUDE.md gehört dir und bleibt, wie sie ist. Ergänze die Zeile: @AGENTS.md',
    });
  return {
    files,
    notes,
    made: [...new Set([...made.filter((path) => textIn(root, path) !== undefined), ...files.map(({ path }) => path)])],
  };
}

/** Takes out the files that an earlier run made and nobody has changed since; others stay, and a note says so. */
export function withoutInstructions(root: string, made: readonly string[]): Instructions {
  const files: { path: string; text: undefined }[] = [];
  const notes: Text[] = [];
  for (const path of ['AGENTS.md', 'CLAUDE.md']) {
    const text = textIn(root, path);
    if (text === undefined || !made.includes(path)) continue;
    if ([CLAUDE, ...Object.values(AGENTS)].includes(text)) files.push({ path, text: undefined });
    else notes.push({ en: `${path} was changed since, so it stays.`, de: `${path} wurde seither geändert und bleibt deshalb.` });
  }
  return { files, notes, made: [] };
}

function textIn(root: string, name: string): string | undefined {
  return existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined;
}

const AGENTS: Readonly<Record<Language, string>> = {
  en: `# Working here as an agent

This folder is a BizOS tree: several agents and people work in it at the same time.

- Begin with a session: \`bizos session start --agent AGENT --entity COMPANY --goal "what for"\`. Who is at work: \`bizos session list\`.
- Write only inside the zone of your agent: \`bizos zones map\`, \`bizos zones explain PATH --agent AGENT\`.
- A refusal names the rule and the next command. Don't go round it: the commit and CI check the same.
- Read the rules first: \`cto-brain/CORE_RULES.md\`, \`bizos/STRUCTURE.md\`, your section of \`bizos/AGENT_GOALS.md\`.
- What you learned goes through \`bizos learn\`. What reaches people goes through the gate, never past it.
- End with \`bizos session end --outcome "what came of it"\`.
`,
  de: `# Als Agent hier arbeiten

Dieser Ordner ist ein BizOS-Baum: Mehrere Agenten und Menschen arbeiten gleichzeitig darin.

- Beginne mit einer Sitzung: \`bizos session start --agent AGENT --entity FIRMA --goal "wofür"\`. Wer gerade arbeitet: \`bizos session list\`.
- Schreibe nur in der Zone deines Agenten: \`bizos zones map\`, \`bizos zones explain PFAD --agent AGENT\`.
- Eine Ablehnung nennt die Regel und den nächsten Befehl. Umgehe sie nicht: Commit und CI prüfen dasselbe.
- Lies zuerst die Regeln: \`cto-brain/CORE_RULES.md\`, \`bizos/STRUCTURE.md\`, deinen Abschnitt in \`bizos/AGENT_GOALS.md\`.
- Was du gelernt hast, geht über \`bizos learn\`. Was Menschen erreicht, geht durch die Freigabe, nie an ihr vorbei.
- Ende mit \`bizos session end --outcome "was daraus wurde"\`.
`,
};
