#!/usr/bin/env node
process.argv.splice(2, 0, 'learn');
await import('../dist/main.js');
