import type { Message, MessageBlock } from '../../core/action.ts';

const SUBJECT = /^Subject: (.*)$/;

/** A message as text that a person can edit: subject, then blocks apart by blank lines (`# ` heading, `- ` list, `> ` quoted). */
export function editableText({ subject, blocks }: Message): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'heading') return `# ${flat(block.text)}`;
    if (block.kind === 'list') return block.items.map((item) => `- ${flat(item)}`).join('\n');
    const lines = block.text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => (block.kind === 'quoted' ? `> ${line}` : plain(line))).join('\n');
  });
  return `${[...(subject === undefined ? [] : [`Subject: ${flat(subject)}`]), ...parts.filter((part) => part !== '')].join('\n\n')}\n`;
}

/** The message that an edited text means: recipients, data and buttons are those of the original, only words can be edited. */
export function editedMessage(original: Message, text: string): Message {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map((group) => group.replace(/^\n+|\s+$/g, ''))
    .filter((group) => group !== '');
  const first = original.subject === undefined ? null : SUBJECT.exec(groups[0] ?? '');
  const { subject: _subject, ...rest } = original;
  return {
    ...rest,
    ...(original.subject !== undefined && { subject: first?.[1].trim() ?? '' }),
    blocks: groups.slice(first ? 1 : 0).map(blockOf),
  };
}

function blockOf(group: string): MessageBlock {
  const lines = group.split('\n');
  if (lines.every((line) => line.startsWith('- '))) return { kind: 'list', items: lines.map((line) => line.slice(2)) };
  if (lines.every((line) => line.startsWith('> '))) return { kind: 'quoted', text: lines.map((line) => line.slice(2)).join('\n') };
  if (lines.length === 1 && group.startsWith('# ')) return { kind: 'heading', text: group.slice(2) };
  return { kind: 'text', text: lines.map((line) => line.replace(/^\\(?=[-#>\\])/, '')).join('\n') };
}

/** A line that begins as a mark would is set off by a backslash. */
function plain(line: string): string {
  return /^(?:[-#>] |\\|Subject: )/.test(line) ? (line.startsWith('Subject') ? line : `\\${line}`) : line;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
