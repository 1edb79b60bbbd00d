import { spawnSync } from 'node:child_process';
import { findProgram, type Program, programs } from './programs.ts';

export type ProgramName = keyof typeof programs;

/**
 * Installs what is missing of the programs that tests run on, from Debian's packages. Does nothing where all is there.
 * @returns what it installed. @throws Error that says what to install, where it cannot.
 */
export function ensureInstalled(
  names: readonly ProgramName[] = ['redis', 'mariadb', 'compiler', 'chromium'],
): readonly string[] {
  const missing = names
    .map((name): Program => programs[name])
    .filter((program) => !findProgram(...program.names));
  if (missing.length === 0) return [];
  const packages = missing.flatMap((program) => program.debianPackages);
  const prefix = rootPrefix();
  if (!findProgram('apt-get') || !prefix) {
    throw new Error(
      `not installed: ${packages.join(', ')}. Install what your system calls these (on Debian and Ubuntu: sudo apt-get install ${packages.join(' ')}), then run this again.`,
    );
  }
  run([...prefix, 'apt-get', 'update', '-q']);
  // RUNLEVEL=1 keeps the packages from starting their servers on the default ports.
  run([
    ...prefix,
    ...['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'],
    ...['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages],
  ]);
  const still = missing.filter((program) => !findProgram(...program.names));
  if (still.length > 0) {
    throw new Error(
      `apt-get has installed ${packages.join(', ')}, but ${still.map((p) => p.names[0]).join(', ')} is not found`,
    );
  }
  return packages;
}

/** What goes before a command that needs root: nothing as root, `sudo -n` where it asks for no password. */
function rootPrefix(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  if (!findProgram('sudo')) return undefined;
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function run(command: readonly string[]): void {
  const [program = '', ...args] = command;
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command.join(' ')} failed (${error?.message ?? `status ${status}`})`);
}
