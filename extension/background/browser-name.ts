const MAX = 128;
const NAMES = [
  { name: "Edge", pattern: /\bEdg\/(\d+)/ },
  { name: "Opera", pattern: /\bOPR\/(\d+)/ },
  { name: "Firefox", pattern: /\bFirefox\/(\d+)/ },
  { name: "Chromium", pattern: /Chrom(?:e|ium)\/(\d+)/ },
] as const;
const SYSTEMS = ["Windows", "Macintosh", "CrOS", "Android", "Linux"] as const;

/**
 * The name of this browser and this extension in an attestation, for people to read: "Chromium 156 on Linux · Nearside
 * 1.2.3". At most 128 characters.
 */
export function browserName(userAgent: string, version: string): string {
  const browser = NAMES.flatMap(({ name, pattern }) => {
    const version = pattern.exec(userAgent)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  })[0];
  const system = SYSTEMS.find((each) => userAgent.includes(each));
  const named = system === "Macintosh" ? "macOS" : system === "CrOS" ? "ChromeOS" : system;
  const extension = ` · Nearside ${version}`.slice(0, MAX / 2);
  return `${browser ?? "a browser"}${named === undefined ? "" : ` on ${named}`}`.slice(0, MAX / 2) + extension;
}
