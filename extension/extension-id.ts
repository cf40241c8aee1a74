/**
 * The extension's id in Chromium: the first 16 bytes of SHA-256 of the manifest's `key`, each half byte as a letter from
 * a to p. Only the public half of that key was kept: whoever publishes the extension uses a key, and so an id, of his own.
 */
export const EXTENSION_ID = "dbkhgipekkbijlfppfidopihlclchmmm";
