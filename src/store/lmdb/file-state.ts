import type { FileHandle } from "node:fs/promises";

/*
 * The file as LMDB's mdb.c has it (data version 2, little-endian, 64 bits). Two meta pages stand in
 * front; each says where the trees of its snapshot begin, and the newer one counts.
 */
const pageHeader = 24;
const magic = 0xbeefc0de;
const metaBytes = 144;
const nodeHeader = 8;
const isLong = 1;
const isTree = 2;
const noPage = 0xffffffffffffffffn;

type Meta = {
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly commit: bigint;
  readonly roots: readonly number[];
};

/**
 * Says what a file is to LMDB: its own and whole, its own with pages missing at the end, or foreign.
 * LMDB reads a file as memory, so either of these would end the process by a signal.
 */
export async function fileStateOf(file: FileHandle): Promise<"whole" | "cut" | "foreign"> {
  const first = await readAt(file, 0, pageHeader + metaBytes);
  const isOurs = [16, 24].some((at) => first.length >= at + 4 && first.readUInt32LE(at) === magic);
  if (!isOurs) return "foreign";
  // The older data version is refused by LMDB itself, in words.
  if (first.readUInt32LE(16) === magic) return "whole";
  const one = metaOf(first);
  const other = one && metaOf(await readAt(file, one.pageBytes, pageHeader + metaBytes));
  if (one === undefined || other === undefined) return "cut";
  const { pageBytes, lastPage, roots } = other.commit > one.commit ? other : one;
  // Asked for last: others may be writing, and the file only grows.
  const pages = Math.floor((await file.stat()).size / pageBytes);
  // Pages at the end that were freed before anybody wrote them need not be there.
  const isWhole = lastPage < pages || (await areWithin(pages, roots, { file, pageBytes }));
  return isWhole ? "whole" : "cut";
}

function metaOf(page: Buffer): Meta | undefined {
  if (page.length < pageHeader + metaBytes) return undefined;
  const pageBytes = page.readUInt32LE(pageHeader + 24);
  const isSize = pageBytes >= 512 && pageBytes <= 65_536 && Math.log2(pageBytes) % 1 === 0;
  if (!isSize) return undefined;
  const roots = [64, 112].map((at) => page.readBigUInt64LE(pageHeader + at));
  return {
    pageBytes,
    lastPage: Number(page.readBigUInt64LE(pageHeader + 120)),
    commit: page.readBigUInt64LE(pageHeader + 128),
    roots: roots.filter((root) => root !== noPage).map(Number),
  };
}

type Pages = { readonly file: FileHandle; readonly pageBytes: number };

/** Walks the trees; answers whether every page that they are made of is one of so many. */
async function areWithin(
  pages: number,
  roots: readonly number[],
  { file, pageBytes }: Pages,
): Promise<boolean> {
  const waiting = [...roots];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    const number = waiting.pop() ?? 0;
    // What is damaged may go round in circles.
    if (number >= pages || seen > pages) return false;
    const below = pagesBelow(await readAt(file, number * pageBytes, pageBytes));
    if (below === undefined || below.end > pages) return false;
    waiting.push(...below.numbers);
  }
  return true;
}

/** Reads which pages a page of a tree names, and where the long values that it names end. */
function pagesBelow(
  page: Buffer,
): { readonly numbers: readonly number[]; readonly end: number } | undefined {
  const isBranch = (page.readUInt16LE(18) & 1) !== 0;
  const numbers: number[] = [];
  let end = 0;
  for (let index = 0; index < page.readUInt16LE(20) >> 1; index += 1) {
    const pointer = pageHeader + 2 * index;
    const at = pageHeader + (pointer + 2 > page.length ? page.length : page.readUInt16LE(pointer));
    if (at + nodeHeader > page.length) return undefined;
    const flags = page.readUInt16LE(at + 4);
    if (isBranch) {
      numbers.push(page.readUInt32LE(at) + flags * 2 ** 32);
      continue;
    }
    const value = at + nodeHeader + page.readUInt16LE(at + 6);
    if ((flags & isLong) !== 0) {
      if (value + 24 > page.length) return undefined;
      end = Math.max(end, Number(page.readBigUInt64LE(value) + page.readBigUInt64LE(value + 16)));
    } else if ((flags & isTree) !== 0) {
      if (value + 48 > page.length) return undefined;
      const root = page.readBigUInt64LE(value + 40);
      if (root !== noPage) numbers.push(Number(root));
    }
  }
  return { numbers, end };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
