import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import type { LearnRoute } from '../../tree/kinds/learn-routes.ts';
import { type Layer, layerNamed } from './experiment.ts';
import type { OpenedTree } from './opened-tree.ts';

/** Where an idea belongs that names no company. */
export const EVERYWHERE = { en: 'Cross-entity', de: 'Firmenübergreifend' } as const;

/** What layers are called in a language. */
export const LAYER_WORDS: Readonly<Record<Layer, Readonly<Record<Language, string>>>> = {
  System: { en: 'System', de: 'System' },
  Process: { en: 'Process', de: 'Prozess' },
  Model: { en: 'Model', de: 'Modell' },
};

/** A layer as people who read a language are told it; what is more than the name of a layer stays as it is written. */
export function layerTold(written: string, language: Language): string {
  const key = written.trim().toLowerCase();
  const words = Object.values(LAYER_WORDS).find(({ en, de }) => key === en.toLowerCase() || key === de.toLowerCase());
  return words === undefined ? written : words[language];
}

/** A company as people who read a language are told it: only the whole group has a name in each. */
export function entityTold(written: string, language: Language): string {
  return isEverywhere(written) ? EVERYWHERE[language] : written;
}

/** The layer that a flag names. Throws BizosError (exit 2) with those there are. */
export function layerGiven(word: string): Layer {
  const layer = layerNamed(word);
  if (layer) return layer;
  throw new BizosError(
    2,
    { en: `"${word}" is no layer.`, de: `„${word}“ ist keine Ebene.` },
    { en: 'Layers: System, Process, Model', de: 'Ebenen: System, Prozess, Modell' },
  );
}

/** What means the whole group, and nothing else. */
const ONLY_EVERYWHERE = /^\s*(?:cross[- ]?entity|firmenübergreifend|alle?)\s*$/i;
const FIRST_EVERYWHERE = /^\s*(?:cross(?:[- ]?entity)?|firmenübergreifend|alle?)(?![a-zäöüß0-9])/i;
/** `All` may be a part of anything. */
const SOME_EVERYWHERE = /(?<![a-zäöüß0-9])(?:cross[- ]?entity|firmenübergreifend)(?![a-zäöüß0-9])/i;

/** Whether a field says that an experiment is of the whole group, and nothing else. */
export function isEverywhere(entity: string): boolean {
  return ONLY_EVERYWHERE.test(entity.normalize('NFC'));
}

/** Whether a field says the whole group, whatever it says besides: `Solartech (first), then cross-entity`. */
export function saysEverywhere(entity: string): boolean {
  return SOME_EVERYWHERE.test(entity.normalize('NFC')) || isEverywhere(withoutRemarks(entity));
}

/** Whether a field says the whole group before anything else: `Firmenübergreifend (Solartech zuerst)`. */
export function beginsEverywhere(entity: string): boolean {
  return FIRST_EVERYWHERE.test(entity.normalize('NFC'));
}

/** What a field says without remarks in parentheses. */
export function withoutRemarks(entity: string): string {
  return entity.replace(/\s*\([^)]*\)/g, '').trim();
}

/** The company that a flag names, as it is written. Throws BizosError (exit 2) with those there are. */
export function entityGiven(name: string, tree: OpenedTree): string {
  const found = entityNamed(name, tree.entities);
  if (found) return found.name;
  if (isEverywhere(name)) return EVERYWHERE[tree.asked ?? tree.language];
  throw noCompany(name, tree.entities);
}

/** The company whose name or slug a word is, without case. */
export function entityNamed(word: string, entities: readonly Entity[]): Entity | undefined {
  const wanted = word.normalize('NFC').trim().toLowerCase();
  return entities.find(({ slug, name }) => slug === wanted || name.toLowerCase() === wanted);
}

/** The refusal of a word that names no company, with those there are. */
export function noCompany(name: string, entities: readonly Entity[]): BizosError {
  const names = [...entities.map(({ slug }) => slug), 'cross-entity'].join(', ');
  return new BizosError(
    2,
    { en: `There is no company "${name}".`, de: `Es gibt keine Firma „${name}“.` },
    { en: `Companies: ${names}`, de: `Firmen: ${names}` },
  );
}

/** The scope of the log that a flag names, without case. Throws BizosError (exit 2) with the logs that routes lead to. */
export function logGiven(word: string, routes: readonly LearnRoute[]): string {
  const logs = new Set(routes.filter(({ kind }) => kind === 'kaizen').map(({ scope }) => scope));
  const wanted = word.trim().toLowerCase();
  if (logs.has(wanted)) return wanted;
  const names = [...logs].join(', ');
  throw new BizosError(
    2,
    { en: `There is no log "${word}".`, de: `Es gibt kein Log „${word}“.` },
    { en: `Logs: ${names}`, de: `Logs: ${names}` },
  );
}
