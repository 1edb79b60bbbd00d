import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

// Run with the program and the example's folder: `godot.ts godot godot`, `godot.ts godot3-server godot3`.
const [program = 'godot', example = 'godot'] = process.argv.slice(2);
const project = fileURLToPath(new URL(`../../../examples/${example}`, import.meta.url));

// Godot prints about itself to the standard output: the lines go through a port.
const server = createServer((socket) => {
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  socket.on('close', () => process.exit(0));
}).listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const withoutWindow = program === 'godot3-server' ? '--no-window' : '--headless';
  const args = [withoutWindow, '--path', project, '--script', 'conformance.gd', `--port=${port}`];
  const godot = spawn(program, args, { stdio: ['ignore', process.stderr, process.stderr] });
  godot.on('error', (error) => {
    throw error;
  });
  godot.on('exit', (code) => process.exit(code ?? 1));
});
