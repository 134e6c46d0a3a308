// Asks the server in this container whether it lives. Its exit code is the answer.
import { get } from 'node:http';

const port = process.env.APPBASE_PORT || '3000';
get({ port, path: '/health/live', timeout: 4000 }, (answer) => {
  process.exit(answer.statusCode === 200 ? 0 : 1);
})
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
