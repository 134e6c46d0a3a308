// Start to ready, and memory 10 s after it with nothing asked. Aims: under 0.7 s, under 100 MB.
// The yardstick is a bare node:http server in the same run.
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { median, report, round } from './support/figures.mjs';
import { residentMb, startProgram } from './support/program.mjs';

const RUNS = Number(process.argv[2] ?? 5);
const BARE =
  "require('node:http').createServer((q,s)=>s.end()).listen(0,()=>process.stdout.write('ready'))";

const starts = [];
const bareStarts = [];
for (let run = 0; run < RUNS; run++) {
  const bare = await startBare();
  bareStarts.push(bare.startedInMs);
  bare.child.kill();
  const program = await startProgram();
  starts.push(program.startedInMs);
  await program.stop();
}

const bare = await startBare();
const program = await startProgram();
await wait(10_000);
report('idle', {
  startMs: round(median(starts), 0),
  bareStartMs: round(median(bareStarts), 0),
  memoryMb: program.memoryMb(),
  bareMemoryMb: residentMb(bare.child.pid),
});
bare.child.kill();
await program.stop();

async function startBare() {
  const started = performance.now();
  const child = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { child, startedInMs: performance.now() - started };
}
