import { expect } from "chai";
import { z } from "zod";
import { oneOf, readAs, textField, wholeNumber } from "../../src/domain/read-as.ts";

const schema = z.strictObject({
  name: textField(1, 8),
  age: wholeNumber(0, 130).optional(),
  colour: oneOf(["red", "green"]).optional(),
  tags: z.array(z.string().min(1).max(3)).max(2).optional(),
  size: z.number().min(1).optional(),
  level: z.enum(["low", "high"]).optional(),
  inner: z.strictObject({ on: z.boolean() }).optional(),
});

describe("what came from outside", () => {
  it("is read as it came when it fits", () => {
    const fits = { name: "wei", age: 7, colour: "red", tags: ["a"], inner: { on: true } };
    expect(readAs(schema, fits)).to.deep.equal(fits);
  });

  const name = "wei";
  for (const [value, line] of [
    [undefined, "the body: must be a JSON object"],
    [[], "the body: must be a JSON object"],
    [{}, "name: must be text of 1 to 8 characters"],
    [{ name: "\ud800" }, "name: must be text of 1 to 8 characters"],
    [{ name, age: 1.5 }, "age: must be a whole number from 0 to 130"],
    [{ name, colour: "blue" }, "colour: must be one of red, green"],
    [{ name, level: "middle" }, "level: must be one of low, high"],
    [{ name, tags: "a" }, "tags: must be a list"],
    [{ name, tags: [1] }, "tags.0: must be text"],
    [
      { name, tags: ["", "long"] },
      "tags.0: must not be empty; tags.1: must be at most 3 characters",
    ],
    [{ name, tags: ["a", "b", "c"] }, "tags: must be at most 2 entries"],
    [{ name, size: 0 }, "size: must be at least 1"],
    [{ name, size: "1" }, "size: must be a number"],
    [{ name, inner: { on: 1 } }, "inner.on: must be true or false"],
    [{ name, inner: { on: true, off: 1 } }, "inner.off: no such field"],
    [
      { name, nick: "w" },
      "nick: no such field; there are name, age, colour, tags, size, level, inner",
    ],
  ] as const) {
    it(`is refused in one line without a word of zod's: ${JSON.stringify(value)}`, () => {
      expect(() => readAs(schema, value)).to.throw(new RegExp(`^${line.replaceAll(".", "\\.")}$`));
    });
  }
});
