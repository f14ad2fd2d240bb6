import type { Nodes } from 'mdast';
import type { Link } from './document.ts';

/** Backticked words that look like a place in the tree. Placeholders (`[entity]`, `<entity>`, YYYY, XXX) and patterns name no file. */
const PATH_LIKE = /^(?:(?:bizos|cto-brain|_SESSIONS|_INBOX|templates)\/[^\s*[\]<>{}]+|[\w.-]+(?:\/[\w.-]+)*\.md)$/;
const PLACEHOLDER = /YYYY|XXX/;

/** Every link in some nodes, in document order: Markdown links and images, `[[Name]]`, and backticked paths. */
export function linksOf(nodes: readonly Nodes[], sectionLine: number): Link[] {
  const links: Link[] = [];
  const visit = (node: Nodes): void => {
    const line = node.position?.start.line ?? sectionLine;
    if (node.type === 'link' || node.type === 'definition') links.push({ target: node.url, kind: 'link', line });
    else if (node.type === 'image') links.push({ target: node.url, kind: 'image', line });
    else if (node.type === 'inlineCode' && PATH_LIKE.test(node.value) && !PLACEHOLDER.test(node.value))
      links.push({ target: node.value, kind: 'path', line });
    else if (node.type === 'text') {
      for (const m of node.value.matchAll(/\[\[([^\][\n]{1,200})\]\]/g)) {
        links.push({ target: m[1].split('|')[0].trim(), kind: 'wiki', line: line + node.value.slice(0, m.index).split('\n').length - 1 });
      }
    }
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  };
  for (const node of nodes) visit(node);
  return links;
}
