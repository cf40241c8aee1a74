// Browser, extension and keeper know each other by these (protocol §4.2, "Native messaging").

/** The name under which browsers know the native host: letters, digits, dots and underscores, lower case. */
export const NATIVE_HOST = "dev.nearside.keeper";

/** The ids of the extension as this repository builds it. A publisher of another build has another id in Chromium. */
export const CHROMIUM_EXTENSION_ID = "dbkhgipekkbijlfppfidopihlclchmmm";
export const FIREFOX_EXTENSION_ID = "extension@nearside.dev";
