/** A script that makes a clock wrong by so many milliseconds, in a page as in Node; 0 makes it right again. */
export const clockScript = (offsetMs: number): string => `{
  const Right = Object.getPrototypeOf(Date) === Function.prototype ? Date : Object.getPrototypeOf(Date);
  globalThis.Date = ${offsetMs} === 0 ? Right : class extends Right {
    constructor(...given) {
      super(...(given.length === 0 ? [Right.now() + ${offsetMs}] : given));
    }
    static now() {
      return Right.now() + ${offsetMs};
    }
  };
}`;
