/** The package's version, as it is sent. */
export const version = '0.1.0';
