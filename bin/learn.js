#!/usr/bin/env node
require('./start.js').start(['learn', ...process.argv.slice(2)]);
