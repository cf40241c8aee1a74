import { askProgram } from "../peer/ask-program.ts";
import { powershellIn } from "../peer/powershell.ts";

// Reads from a security descriptor who may change a file on Windows (SDDL, MS-DTYP §2.5.1). This was written by the
// documentation and not run on Windows by us.

type WindowsPathKind = "file" | "folder";

/** @returns true if only administrators and the system may exchange the file or folder; false if that can't be told */
export type WindowsRights = (path: string, kind: WindowsPathKind) => Promise<boolean>;

/** The path is in single quotes, which PowerShell reads as they are. */
const script = (path: string): string => `(Get-Acl -LiteralPath '${path.replaceAll("'", "''")}').Sddl`;

/** @param systemRoot `%SystemRoot%` */
export const windowsRights =
  (systemRoot: string | undefined): WindowsRights =>
  async (path, kind) => {
    const powershell = powershellIn(systemRoot, script(path));
    const sddl = await askProgram(powershell.path, powershell.args, { milliseconds: 10_000, bytes: 65_536 });
    return sddl !== undefined && isAdministratorsAlone(sddl.trim(), kind);
  };

/** BUILTIN\Administrators, LOCAL SYSTEM, TrustedInstaller. */
const ADMINISTRATORS: ReadonlySet<string> = new Set([
  "BA",
  "SY",
  "S-1-5-32-544",
  "S-1-5-18",
  "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
]);

/** The letters of an ACE as an access mask (MS-DTYP §2.4.3, §2.5.1.1). */
const RIGHTS: Readonly<Record<string, number>> = {
  ...{ CC: 0x1, DC: 0x2, LC: 0x4, SW: 0x8, RP: 0x10, WP: 0x20, DT: 0x40, LO: 0x80, CR: 0x100 },
  ...{ SD: 0x1_0000, RC: 0x2_0000, WD: 0x4_0000, WO: 0x8_0000 },
  ...{ FA: 0x1f_01ff, FR: 0x12_0089, FW: 0x12_0116, FX: 0x12_00a0 },
  ...{ GA: 0x1000_0000, GX: 0x2000_0000, GW: 0x4000_0000, GR: 0x8000_0000 },
};
const DELETE_AND_OWN = 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000;
/**
 * The rights that change a path. In a folder, a right to make further files exchanges none of those that are there; a right
 * to delete them does.
 */
const CHANGING: Readonly<Record<WindowsPathKind, number>> = {
  file: 0x2 | 0x4 | 0x4000_0000 | DELETE_AND_OWN,
  folder: 0x40 | DELETE_AND_OWN,
};

/** @param sddl such as `O:BAG:SYD:PAI(A;;FA;;;SY)(A;;0x1200a9;;;BU)` */
export function isAdministratorsAlone(sddl: string, kind: WindowsPathKind): boolean {
  const [, owner, list] =
    /^O:(S-[\d-]+|[A-Z]{2})(?:G:(?:S-[\d-]+|[A-Z]{2}))?D:[A-Z]*((?:\([^()]*\))+)(?:S:.*)?$/.exec(sddl) ?? [];
  if (owner === undefined || list === undefined || !ADMINISTRATORS.has(owner)) return false;
  return Array.from(list.matchAll(/\(([^()]*)\)/g), ([, entry = ""]) => entry.split(";")).every(
    ([type = "", flags = "", rights = "", , , who = ""]) => {
      if (type === "D" || flags.includes("IO") || ADMINISTRATORS.has(who)) return true;
      const mask = maskOf(rights);
      return mask !== undefined && (mask & CHANGING[kind]) === 0;
    },
  );
}

/** Undefined if the rights are not understood. */
function maskOf(rights: string): number | undefined {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return Number.parseInt(rights, 16);
  let mask = 0;
  for (const [letters] of rights.matchAll(/../g)) {
    const bits = RIGHTS[letters];
    if (bits === undefined) return undefined;
    mask |= bits;
  }
  return rights.length % 2 === 0 ? mask : undefined;
}
