/** The package's version; the build puts it in. */
export const version = '0.1.0';
