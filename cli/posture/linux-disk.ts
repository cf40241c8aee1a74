import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { type Eyes, type Seen, unanswered, unknown } from "./look.ts";

// The disks of Linux: what lsblk(8) tells everybody of the kernel's block devices. A filesystem counts as encrypted if it lies on a
// dm-crypt device (LUKS), at whatever depth: LVM and RAID may lie above or below it.

const LSBLK = "/usr/bin/lsblk";
const SOURCE = "lsblk";

interface Device {
  readonly type: string;
  readonly mountpoints: readonly (string | null)[];
  readonly children: readonly Device[];
}
const deviceSchema: v.GenericSchema<unknown, Device> = v.object({
  type: v.string(),
  mountpoints: v.optional(v.array(v.nullable(v.string())), []),
  children: v.optional(v.array(v.lazy(() => deviceSchema)), []),
});
const answerSchema = v.object({ blockdevices: v.array(deviceSchema) });

/** These hold nothing of a person, or what is started before a password can be asked for, or what was plugged in. */
const OTHERWISE = /^\/(?:boot|efi|snap|media|mnt|run|var\/lib\/snapd)(?:\/|$)/;
/** Images in files, and what is read only, lie on other filesystems that are looked at by themselves. */
const IMAGES = new Set(["loop", "rom"]);

export async function linuxDisk(eyes: Eyes): Promise<Seen> {
  const outcome = await eyes.run(LSBLK, ["--json", "--output", "NAME,TYPE,MOUNTPOINTS"]);
  if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, SOURCE);
  const answer = v.safeParse(answerSchema, parseJson(outcome.stdout));
  return answer.success ? diskOf(answer.output.blockdevices) : unknown("unreadable", SOURCE);
}

function diskOf(devices: readonly Device[]): Seen {
  const mounted = devices.flatMap((device) => mountsOf(device, false));
  const ours = mounted.filter(({ path }) => !OTHERWISE.test(path));
  // a container, or a root on ZFS or a network: no block device tells anything about that
  if (!ours.some(({ path }) => path === "/")) return unknown("unsupported", SOURCE);
  return { value: ours.every(({ encrypted }) => encrypted) ? "on" : "off", source: SOURCE };
}

interface Mounted {
  readonly path: string;
  readonly encrypted: boolean;
}

function mountsOf({ type, mountpoints, children }: Device, above: boolean): readonly Mounted[] {
  if (IMAGES.has(type)) return [];
  const encrypted = above || type === "crypt";
  const here = mountpoints.flatMap((path) => (path === null ? [] : [{ path, encrypted }]));
  return [...here, ...children.flatMap((child) => mountsOf(child, encrypted))];
}
