/** As it stands in package.json, and a test holds that it does: reading that file would take time at every start. */
export const VERSION = "0.1.0";
