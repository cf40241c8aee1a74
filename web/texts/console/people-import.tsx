import { listText, numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

const groups = (count: number): string => plural(count, { one: "# group", other: "# groups" });
const people = (count: number): string => plural(count, { one: "# person", other: "# people" });

/** The texts of the import of people from a CSV file. */
export const importTexts = {
  title: "Import people",
  lead: "Import people from a CSV file, as a spreadsheet saves it. You see a preview before anything is changed.",
  file: {
    title: "File",
    says: (columns: readonly string[]): string =>
      `The first line of the file names the columns: ${listText(columns)}. Only the first column is required. It holds the name that the person types, such as alice. For a person who already exists, the import changes each value that differs and never removes the person from a group. Separate several groups with semicolons. A group that doesn't exist yet is created.`,
    choose: "Choose a file",
    paste: "Or paste the text here",
    send: "Preview changes",
    cancel: "Cancel",
    tooLarge: "The file is too large. The limit is one megabyte, which is about 10,000 people.",
    notText: "The file is not UTF-8 text. Save it again as “CSV UTF-8”.",
  },
  preview: {
    title: "Preview",
    what: "the preview",
    failed: "The file could not be read",
    again: "Preview again",
    send: "Import",
    counts: (create: number, change: number, same: number, refused: number): string =>
      `${numberText(create)} to create, ${numberText(change)} to change, ${numberText(same)} unchanged, ${numberText(refused)} refused.`,
    refused:
      "Correct the refused lines in the file or delete them, and preview the file again. Nothing is imported while a line is refused.",
    nothing: "There is nothing to import.",
    groups: {
      title: "Groups to create",
      says: (count: number): string =>
        plural(count, {
          one: "# group will be created, because no group has that name yet. If the name is a typing error, correct it in the file and preview the file again.",
          other:
            "# groups will be created, because no groups have those names yet. If a name is a typing error, correct it in the file and preview the file again.",
        }),
    },
    confirm: {
      title: (create: number, change: number): string => {
        if (create === 0) return `Change ${people(change)}?`;
        return change === 0 ? `Create ${people(create)}?` : `Create ${people(create)} and change ${people(change)}?`;
      },
      groups: (count: number, names: ReactNode): ReactNode => (
        <>
          The import also creates {groups(count)}: {names}.
        </>
      ),
      says: "Either everything in the preview is imported, or nothing. If something has changed since the preview, nothing is imported and you preview the file again.",
    },
    done: (created: number, changed: number, groupsMade: number): string =>
      groupsMade === 0
        ? `The import created ${people(created)} and changed ${people(changed)}.`
        : `The import created ${people(created)} and ${groups(groupsMade)}, and changed ${people(changed)}.`,
  },
  lines: {
    show: "Show",
    all: "All lines",
    line: "Line",
    name: "Name",
    result: "Result",
    details: "Details",
    actions: { refused: "Refused", create: "Create", change: "Change", same: "Unchanged" },
    more: (count: number): string => `Show more of ${numberText(count)} lines`,
    empty: "(empty)",
    none: "none",
    inGroups: (names: ReactNode): ReactNode => <>Groups: {names}</>,
  },
} as const;
