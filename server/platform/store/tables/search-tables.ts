import type { Generated } from "kysely";

/** A text by which a person or a machine is searched. It is written with them, and no login changes it. */
interface SearchedTable {
  no: Generated<number>;
  /** The person's id, or the machine's device id. */
  id: string;
  /** In the form for searching; see `searchedText` in server/platform/lists/search.ts. */
  text: string;
}

export interface SearchTables {
  searched_people: SearchedTable;
  searched_machines: SearchedTable;
}
