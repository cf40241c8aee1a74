// Names of the built files, as build.ts writes them and the manifest names them.

export const CONTENT_FILE = "content.js";
export const ENROL_PAGE = "enrol.html";
