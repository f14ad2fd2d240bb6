// Start-up: what a person waits for before anything happens, against a bare node process.
import { join } from 'node:path';
import { compare } from './measure-process.mjs';

const root = join(import.meta.dirname, '..');
const bizos = join(root, 'bin', 'bizos.js');
const runs = process.argv.includes('--short') ? 5 : 15;
const node = { name: 'node -e 0', command: [process.execPath, '-e', '0'] };
compare(
  'start',
  node,
  [
    { name: 'bizos --version', command: [process.execPath, bizos, '--version'], goal: '<= 1.3 x' },
    { name: 'bizos status', command: [process.execPath, bizos, 'status'], cwd: root, goal: '<= 2.5 x' },
    { name: 'bizos --help', command: [process.execPath, bizos, '--help'] },
  ],
  runs,
);
