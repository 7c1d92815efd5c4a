import { mutantsOf, type Mutant } from "../mutant.ts";

const departments = "addressbook/departments.test.ts";
const members = "addressbook/members.test.ts";
const tags = "addressbook/tags.test.ts";
const two = "Two change the address book at once";
const gone = "A deleted member's follower stays bound";

/** The address book, also when several change it at the same time. */
export const addressbook: readonly Mutant[] = [
  ...mutantsOf("addressbook/departments/update.ts", [
    {
      of: two,
      from: "isMoved ? [...rested, departmentTreeKey] : rested",
      to: "rested",
      test: departments,
      grep: "never stands below itself",
    },
  ]),
  ...mutantsOf("addressbook/departments/delete.ts", [
    {
      of: two,
      from: "{ key: departmentCounterKey(id), by: 0, max: 0 }",
      to: "",
      test: departments,
      grep: "has no member left",
    },
  ]),
  ...mutantsOf("addressbook/tags/members.ts", [
    {
      of: two,
      from: "[tagKey(id), ...keys]",
      to: "keys",
      test: tags,
      grep: "takes nobody in",
    },
  ]),
  ...mutantsOf("addressbook/members/delete.ts", [
    {
      of: gone,
      from: "releases: member.boundTo,",
      to: "",
      test: members,
      grep: "on LMDB is deleted in one commit with the release",
    },
  ]),
];
