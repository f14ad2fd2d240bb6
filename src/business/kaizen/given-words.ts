import { BizosError } from '../../core/problem.ts';
import { type Layer, layerNamed } from './experiment.ts';
import type { OpenedTree } from './opened-tree.ts';

/** Where an idea belongs that names no company. */
export const EVERYWHERE = { en: 'Cross-entity', de: 'Firmenübergreifend' } as const;

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

/** Whether a field says that an experiment is of the whole group. */
export function isEverywhere(entity: string): boolean {
  return /^\s*(?:cross-?entity|all|firmenübergreifend|alle)\s*$/i.test(entity);
}

/** The company that a flag names, as it is written. Throws BizosError (exit 2) with those there are. */
export function entityGiven(name: string, tree: OpenedTree): string {
  const found = tree.entities.find((entity) => [entity.slug, entity.name.toLowerCase()].includes(name.trim().toLowerCase()));
  if (found) return found.name;
  if (isEverywhere(name)) return EVERYWHERE[tree.asked ?? tree.language];
  const names = [...tree.entities.map(({ slug }) => slug), 'cross-entity'].join(', ');
  throw new BizosError(
    2,
    { en: `There is no company "${name}".`, de: `Es gibt keine Firma „${name}“.` },
    { en: `Companies: ${names}`, de: `Firmen: ${names}` },
  );
}
