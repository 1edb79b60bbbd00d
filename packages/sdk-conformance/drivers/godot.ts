import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../../examples/godot', import.meta.url));

// Godot prints about itself to the standard output, and its scripts have no standard input: the lines go through a port.
const server = createServer((socket) => {
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  socket.on('close', () => process.exit(0));
}).listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const args = ['--no-window', '--path', project, '--script', 'conformance.gd', `--port=${port}`];
  const godot = spawn('godot3-server', args, { stdio: ['ignore', process.stderr, process.stderr] });
  godot.on('error', (error) => {
    throw error;
  });
  godot.on('exit', (code) => process.exit(code ?? 1));
});
