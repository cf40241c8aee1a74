// The output that lsof(8) makes for other programs (`-F pcufntT0`): each field is a letter and its text up to a NUL, and
// each set of fields ends with a newline. A process set (p, c, u) comes before the file sets (f, t, n, T) of that process.
// macOS brings lsof along; the tests ask the same program on Linux.

/** A TCP connection that a process has open, seen from that process. */
export interface OpenConnection {
  readonly pid: number;
  /** The process's account. */
  readonly uid: number;
  /** The process's short name, escaped by lsof. */
  readonly command: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

interface Endpoint {
  /** The address as lsof writes it, without brackets: `127.0.0.1`, `::1`. */
  readonly address: string;
  readonly port: number;
}

/** lsof may have been built to add some of these; any other field is not of the format asked for. */
const FIELDS = /^[pcufntT]/;
/** The states in which a connection still belongs to a process. In `TIME_WAIT`, `LISTEN` and the like it does not. */
const OPEN = new Set(["ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "FIN_WAIT_2", "FIN_WAIT1", "FIN_WAIT2"]);

/** Every open TCP connection in that output. Undefined if any part is not in the format: then nothing counts. */
export function readLsofFields(output: string): readonly OpenConnection[] | undefined {
  if (output === "") return [];
  if (!output.endsWith("\0\n")) return undefined; // the output was cut off
  const found: OpenConnection[] = [];
  let process: Process | undefined;
  for (const set of output.slice(0, -2).split("\0\n")) {
    const fields = set.split("\0");
    if (!fields.every((field) => FIELDS.test(field))) return undefined;
    if (set.startsWith("p")) {
      process = processIn(fields);
      if (process === undefined) return undefined;
    } else if (set.startsWith("f") && process !== undefined) {
      const ends = openEndsIn(fields);
      if (ends === undefined) return undefined;
      if (ends !== "not_open") found.push({ ...process, ...ends });
    } else return undefined;
  }
  return found;
}

type Process = Pick<OpenConnection, "pid" | "uid" | "command">;
type Ends = Pick<OpenConnection, "local" | "remote">;

/** Finds the only field with that letter. The result is undefined if the letter is missing or repeated. */
function only(letter: string, fields: readonly string[]): string | undefined {
  const [first, ...others] = fields.filter((field) => field.startsWith(letter));
  return others.length === 0 ? first?.slice(1) : undefined;
}

function processIn(fields: readonly string[]): Process | undefined {
  const pid = numberOf(only("p", fields), 0x7fff_ffff);
  const uid = numberOf(only("u", fields), 0xffff_ffff);
  const command = only("c", fields);
  return pid === undefined || uid === undefined || command === undefined ? undefined : { pid, uid, command };
}

/** The ends of the file's connection; undefined if the set is not in the format. */
function openEndsIn(fields: readonly string[]): Ends | "not_open" | undefined {
  const [name, type] = [only("n", fields), only("t", fields)];
  if (name === undefined || (type !== "IPv4" && type !== "IPv6")) return undefined;
  const state = fields.find((field) => field.startsWith("TST="))?.slice(4);
  const ends = connectionOf(name);
  return ends !== undefined && state !== undefined && OPEN.has(state) ? ends : "not_open";
}

/**
 * Reads `127.0.0.1:49152->127.0.0.1:40123`. A socket without another end, or with a name for an address, is no connection.
 */
function connectionOf(name: string): Ends | undefined {
  const [from, to, ...others] = name.split("->");
  const local = endpointOf(from);
  const remote = endpointOf(to);
  return local === undefined || remote === undefined || others.length > 0 ? undefined : { local, remote };
}

function endpointOf(text: string | undefined): Endpoint | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-f:.]{2,45})\]|(\d{1,3}(?:\.\d{1,3}){3})):(\d{1,5})$/i.exec(text ?? "") ?? [];
  const address = bracketed ?? plain;
  const port = numberOf(digits, 65_535);
  return address === undefined || port === undefined ? undefined : { address, port };
}

function numberOf(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const number = Number(text);
  return number <= most ? number : undefined;
}
