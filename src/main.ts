import 'reflect-metadata';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { unsuitableNode } from './config/check-node.js';
import { startAgainFrugally } from './config/give-back.js';

const ROLES = ['instance', 'control-plane'];
const role = process.argv[2] ?? 'instance';
const problem =
  unsuitableNode(process.versions.node) ??
  (ROLES.includes(role) ? undefined : `Unknown role "${role}": use one of ${ROLES.join(', ')}`);

if (problem === undefined) {
  startAgainFrugally(role);
  // Compiled code beside the program, made by the build: a start that parses nothing is faster and
  // leaves less memory behind. Where the folder can't be written, what the build made is still read.
  enableCompileCache({ directory: join(import.meta.dirname, 'compile-cache'), portable: true });
  const { run } = await import('./run.js');
  await run(role);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
