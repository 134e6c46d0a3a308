import 'reflect-metadata';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { unsuitableNode } from './config/check-node.js';
import { applyAllocator, type Role } from './config/allocator.js';

const ROLES: readonly Role[] = ['instance', 'control-plane'];
const wanted = process.argv[2] ?? 'instance';
const role = ROLES.find((one) => one === wanted);
const problem =
  unsuitableNode(process.versions.node) ??
  (role === undefined ? `Unknown role "${wanted}": use one of ${ROLES.join(', ')}` : undefined);

if (role !== undefined && problem === undefined) {
  applyAllocator(role);
  // Compiled code beside the program, made by the build: a start that parses nothing is faster and
  // leaves less memory behind. Where the folder can't be written, what the build made is still read.
  enableCompileCache({ directory: join(import.meta.dirname, 'compile-cache'), portable: true });
  const { run } = await import('./run.js');
  await run(role);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
