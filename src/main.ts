import 'reflect-metadata';
import { unsuitableNode } from './config/check-node.js';
import { startAgainFrugally } from './config/give-back.js';

const ROLES = ['instance', 'control-plane'];
const role = process.argv[2] ?? 'instance';
const problem =
  unsuitableNode(process.versions.node) ??
  (ROLES.includes(role) ? undefined : `Unknown role "${role}": use one of ${ROLES.join(', ')}`);

if (problem === undefined) {
  startAgainFrugally();
  const { run } = await import('./run.js');
  await run(role);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
