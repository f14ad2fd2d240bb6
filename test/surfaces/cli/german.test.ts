import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { explanations, operations } from '../../../src/business/index.ts';
import { declareFlags } from '../../../src/surfaces/cli/flags.ts';
import { germanComplaint, germanHelp, germanValue } from '../../../src/surfaces/cli/german.ts';

/** What commander itself says to a wrong call: the sentences are taken from it, so that a new version which words them otherwise fails here. */
function complaintsOf(words: readonly string[]): string {
  let said = '';
  const program = new Command('bizos')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => {
        said += text;
      },
    })
    .helpCommand(false);
  program
    .command('scan')
    .allowExcessArguments(false)
    .exitOverride()
    .option('--top <N>', 'how many')
    .option('--json', 'as JSON')
    .addOption(program.createOption('--format <FORM>', 'form').choices(['text', 'json']))
    .argument('<NAME>', 'a name')
    .configureOutput({
      writeErr: (text) => {
        said += text;
      },
    })
    .action(() => undefined);
  try {
    program.parse([...words], { from: 'user' });
  } catch {
    // It throws after it has spoken.
  }
  return said.trimEnd();
}

describe('German where commander speaks English', () => {
  it.each([
    [['scna'], 'unbekannter Befehl „scna“\n  Gemeint war vielleicht scan.'],
    [['scan', 'a', '--jsn'], 'unbekannter Schalter „--jsn“\n  Gemeint war vielleicht --json.'],
    [['scan', 'a', '--top'], 'dem Schalter „--top <N>“ fehlt sein Wert'],
    [['scan', 'a', '--format', 'xml'], '„xml“ geht nicht für „--format <FORM>“; möglich sind text, json'],
    [['scan'], 'es fehlt: NAME'],
    [['scan', 'a', 'b'], 'zu viele Angaben: 2 statt 1'],
  ])('%j', (words, german) => {
    expect(germanComplaint(complaintsOf(words))).toBe(german);
  });

  it('help pages', () => {
    expect(germanHelp('bizos [options] [command]')).toBe('bizos [Schalter] [Befehl]');
    expect(germanHelp('wie viele (default: "auto")')).toBe('wie viele (sonst: auto)');
    expect(germanHelp('Form (choices: "text", "json")')).toBe('Form (eines von: text, json)');
    expect(germanHelp('Form (choices: "text", "json", default: "text")')).toBe('Form (eines von: text, json; sonst: text)');
    expect(germanValue('FIELD=COLUMN')).toBe('FELD=SPALTE');
  });

  /** Words of English prose. Code, names of files and commands, quoted words and CRM columns stay as they are typed. */
  const english = /\b(?:the|and|with|from|which|default|choices|options|this|your|company|nothing|what|when|where|show|write)\b/i;
  const prose = (text: string): string =>
    text
      .replace(
        /`[^`]*`|„[^“]*“|"[^"]*"|\bbizos [a-z -]+|--[a-z-]+|[\w<>./*]+\.(?:md|json|csv|txt)|[\w.]*\/[\w./-]*|git(?: [a-z-]+)?|Felder: [a-z_ ]+/g,
        ' ',
      )
      .replace(/\b(?:Learn Routes|learn|show|iterate|adopt|drop|What)\b/g, ' ');

  it('no help page of any operation has English left in it', async () => {
    const found: string[] = [];
    for (const entry of operations) {
      const operation = await entry.load();
      const command = new Command(entry.name);
      declareFlags(command, operation, 'de');
      const texts = [
        entry.summary.de,
        operation.summary.de,
        operation.about?.de ?? '',
        ...operation.examples.map(({ does }) => does.de),
        ...command.options.map(({ description }) => description),
        ...command.registeredArguments.map(({ description }) => description),
      ];
      found.push(...texts.filter((text) => english.test(prose(text))).map((text) => `${entry.name}: ${text}`));
    }
    expect(found).toEqual([]);
  });

  it('no explanation has English left in its German', async () => {
    const texts = (await explanations()).flatMap(({ code, title, explain, remedy }) =>
      [title, explain, remedy].map((text) => ({ code, text: text.de })),
    );
    expect(texts.filter(({ text }) => english.test(prose(text))).map(({ code, text }) => `${code}: ${text}`)).toEqual([]);
  });
});
