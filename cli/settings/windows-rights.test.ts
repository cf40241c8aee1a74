import { describe, expect, it } from "vitest";
import { isAdministratorsAlone } from "./windows-rights.ts";

// Descriptors in Windows' own form: of a file below C:\Program Files, and of what an administrator, or a user, makes below
// C:\ProgramData.
const PROGRAM_FILES =
  "O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464G:SYD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)(A;;0x1200a9;;;AC)";
const BY_ADMINISTRATOR = "O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)";
const BY_USER =
  "O:S-1-5-21-1-2-3-1001G:S-1-5-21-1-2-3-513D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;S-1-5-21-1-2-3-1001)(A;ID;0x1200a9;;;BU)";
const FOLDER =
  "O:BAG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)";

describe("who may change a file on Windows", () => {
  it("is administrators alone where the system and they have full access, and users read", () => {
    expect(isAdministratorsAlone(PROGRAM_FILES, "file")).toBe(true);
    expect(isAdministratorsAlone(BY_ADMINISTRATOR, "file")).toBe(true);
    expect(isAdministratorsAlone(FOLDER, "folder")).toBe(true);
  });

  it("is others too where a user made it", () => {
    expect(isAdministratorsAlone(BY_USER, "file")).toBe(false);
    expect(isAdministratorsAlone(BY_USER.replace(/^O:[^G]+/, "O:BA"), "file")).toBe(false);
  });

  it.each(["FA", "FW", "GA", "GW", "SD", "WD", "WO", "DC", "LC", "0x1301bf", "0x10000", "XX", "FRF", ""])(
    "is others too, or not known, where users have %s",
    (rights) => {
      const sddl = `O:BAG:SYD:(A;;FA;;;BA)(A;;${rights};;;BU)`;
      expect(isAdministratorsAlone(sddl, "file")).toBe(rights === "");
    },
  );

  it("counts the right to delete what is in a folder, not the one to add to it", () => {
    expect(isAdministratorsAlone("O:BAG:SYD:(A;;DT;;;WD)", "folder")).toBe(false);
    expect(isAdministratorsAlone("O:BAG:SYD:(A;;DCLC;;;WD)", "folder")).toBe(true);
  });

  it.each(["", "O:BAG:SY", "O:BAG:SYD:NO_ACCESS_CONTROL", "O:BAG:SYD:", "something"])(
    "takes %s for no answer",
    (sddl) => {
      expect(isAdministratorsAlone(sddl, "file")).toBe(false);
    },
  );
});
