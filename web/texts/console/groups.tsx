import { plural } from "@nearside/shared/text/amounts.ts";

/** The texts of the pages about groups. */
export const groupTexts = {
  list: {
    title: "Groups",
    lead: "Write a rule for all people of a group, or make tickets for all of them at once.",
    what: "groups",
    search: "Name",
    create: "Create a group",
    name: "Name",
    description: "Description",
    members: "Members",
    created: "Created",
    empty: { title: "No groups yet", says: "Create a group, then add people to it from the list of people." },
  },
  group: {
    title: "Group",
    what: "the group",
    makeTickets: "Make tickets",
    edit: "Edit",
    addPeople: "Add people",
    members: "members",
    search: "Name or e-mail",
    empty: {
      title: "No members yet",
      says: "Select people in the list of people, and add them to this group.",
      action: "Open the list of people",
    },
  },
  fields: {
    name: { label: "Name", hint: "It must not look like the name of another group." },
    description: "Description",
  },
  create: {
    title: "Create a group",
    send: "Create",
    touch: "Create this group",
    made: (name: string): string => `The group ${name} was created. It has no members yet.`,
  },
  edit: {
    title: "Edit group",
    send: "Save",
    touch: (name: string): string => `Change the group ${name}`,
    changed: "The group was changed.",
    undo: {
      title: (name: string): string => `Restore the former name and description of ${name}?`,
      verb: "Restore",
      what: (name: string, description: string): string =>
        description === "" ? `Name: ${name}. No description.` : `Name: ${name}. Description: ${description}`,
      done: (name: string): string => `The group ${name} has its former name and description again.`,
    },
  },
  remove: {
    title: "Delete",
    says: "The members stay, but they lose this membership. A rule that names the group then finds nobody in it.",
    send: "Delete the group",
    verb: "Delete",
    confirm: {
      title: (name: string): string => `Delete the group ${name}?`,
      says: (members: number): string =>
        plural(members, {
          one: "# person loses this membership. This can't be undone.",
          other: "# people lose this membership. This can't be undone.",
        }),
    },
    done: (name: string): string => `The group ${name} was deleted.`,
  },
} as const;
