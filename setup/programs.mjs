// Finds programs by their names.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @param {string[]} [alsoIn] folders to look in after those of PATH
 * @returns {string | undefined} its absolute path
 */
export function findProgram(name, alsoIn = []) {
  const { PATH = "" } = process.env;
  return [...PATH.split(delimiter), ...alsoIn]
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isProgram);
}
