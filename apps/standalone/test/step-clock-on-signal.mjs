// Loaded into the process before its own code: an hour back by the system's clock, as when somebody sets it right.
const SystemDate = Date;
let stepMs = 0;
process.on('SIGUSR2', () => {
  stepMs -= 3_600_000;
});
globalThis.Date = class SteppedDate extends SystemDate {
  constructor(...parts) {
    if (parts.length === 0) super(SystemDate.now() + stepMs);
    else super(...parts);
  }
  static now() {
    return SystemDate.now() + stepMs;
  }
};
