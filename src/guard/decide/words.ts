import type { Text } from '../../core/text.ts';
import type { Actor, Facet, ZoneRule } from '../../core/zone.ts';

/** `field stage of`, or nothing for a file as a whole. */
export function facetWords(facet: Facet | undefined): Text {
  switch (facet?.part) {
    case 'field':
      return { en: `field "${facet.field}" of `, de: `Feld „${facet.field}“ von ` };
    case 'section':
      return { en: `section "${facet.section}" of `, de: `Abschnitt „${facet.section}“ von ` };
    case 'entry':
      return { en: `entry ${facet.entry} of `, de: `Eintrag ${facet.entry} von ` };
    case 'body':
      return { en: 'the text of ', de: 'der Text von ' };
    default:
      return { en: '', de: '' };
  }
}

/** Who asks, as a reader calls them. */
export function actorWords(actor: Actor): Text {
  return actor.kind === 'person' ? { en: 'a person', de: 'ein Mensch' } : { en: actor.agent, de: actor.agent };
}

/** A path for a message: control characters made visible, cut where it is endless. */
export function shown(path: string): string {
  const visible = path.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return visible.length > 200 ? `${visible.slice(0, 197)}…` : visible;
}

/** `in the zone of crm-ops`, `in nobody's zone`. */
export function ownersWords(owners: readonly string[]): Text {
  if (owners.length === 0) return { en: "it is in no agent's zone", de: 'es liegt in keiner Zone eines Agenten' };
  return { en: `it is in the zone of ${owners.join(' and ')}`, de: `es liegt in der Zone von ${owners.join(' und ')}` };
}

/** What a row keeps back, for a refusal of the whole file. */
export function keptBack(rule: ZoneRule): Text {
  const fields = Object.entries(rule.fields ?? {})
    .filter(([, access]) => access === 'write')
    .map(([name]) => name);
  const sections = Object.entries(rule.sections ?? {})
    .filter(([, access]) => access === 'write')
    .map(([name]) => name);
  const parts = [...fields, ...sections];
  if (rule.entries) parts.push(rule.entries.whose === 'own' ? 'own entries' : 'entries');
  const list = parts.join(', ') || '–';
  return { en: `only ${list} of it may be written`, de: `nur ${list} davon darf geschrieben werden` };
}

/** The command that says more of a refusal. */
export function nextCommand(path: string, agent: string | undefined): string {
  return `bizos zones explain ${shellWord(path)}${agent === undefined ? '' : ` --agent ${shellWord(agent)}`}`;
}

/** A word that a POSIX shell takes as it is, however it was spelled: names of files and agents come from outside. */
function shellWord(word: string): string {
  if (/^[\w./][\w./-]*$/.test(word)) return word;
  return `'${shown(word).replaceAll("'", `'\\''`)}'`;
}
