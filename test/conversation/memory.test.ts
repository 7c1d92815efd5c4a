import { expect } from "chai";
import fc from "fast-check";
import { rememberedCalls, recall, remember } from "../../src/conversation/memory.ts";
import { freshConversation } from "../../src/domain/conversation.ts";
import type { Reply } from "../../src/domain/reply.ts";

const text = (content: string): Reply => ({ type: "text", text: content });

describe("the memory of a conversation", () => {
  it("tells what a callback was answered, and when", () => {
    const after = remember(freshConversation, { id: "m1", replies: [text("你好")], at: 7 });
    expect(recall(after, "m1")).to.deep.equal({ id: "m1", replies: [text("你好")], at: 7 });
    expect(recall(after, "m2")).to.equal(undefined);
  });

  it("keeps the last 32, each with its own answer, whatever they are", () => {
    const ids = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
    const replies = fc.option(
      fc.oneof(
        fc.constantFrom("请回复", "code", "x".repeat(300)).map(text),
        fc.string({ unit: "binary", maxLength: 700 }).map(text),
        fc.webUrl().map((url): Reply => ({
          type: "news",
          articles: [{ title: "t", description: "", url, pictureUrl: "" }],
        })),
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(ids, { maxLength: 60, size: "max" }),
        fc.infiniteStream(replies),
        (names, stream) => {
          let conversation = freshConversation;
          const told = names.map((id, index) => {
            const value = stream.next().value as Reply | undefined;
            const remembered = {
              id,
              replies: value === undefined ? [] : [value],
              at: 1_400_000_000 + index,
            };
            conversation = JSON.parse(
              JSON.stringify(remember(conversation, remembered)),
            ) as typeof conversation;
            return remembered;
          });
          const count = rememberedCalls(conversation.memory);
          expect(count).to.be.at.most(32);
          expect(Buffer.byteLength(JSON.stringify(conversation.memory))).to.be.at.most(8192);
          const kept = told.slice(told.length - count);
          for (const remembered of kept)
            expect(recall(conversation, remembered.id)).to.deep.equal(remembered);
          for (const { id } of told.slice(0, -32))
            expect(recall(conversation, id)).to.equal(undefined);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("has room for 32 ordinary answers", () => {
    let conversation = freshConversation;
    for (let count = 0; count < 40; count += 1) {
      const replies = [text(`A code is on its way to 138****${count}, valid for 10 minutes`)];
      conversation = remember(conversation, {
        id: `m456125435525134${count}`,
        replies,
        at: 1_409_659_813,
      });
    }
    expect(rememberedCalls(conversation.memory)).to.equal(32);
  });
});
