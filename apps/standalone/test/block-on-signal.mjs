// Loaded into the process before its own code: what blocks the event loop in life comes from where nobody meant it.
process.on('SIGUSR2', () => {
  for (;;);
});
