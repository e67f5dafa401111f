// Reads Markdown and writes it again, as two editors would store it.
// usage: node serialise.mjs TEXTS.json WRITTEN.json
// TEXTS is a list of texts; WRITTEN becomes a list of {remark, prosemirror}.

import { readFileSync, writeFileSync } from "node:fs";
import { defaultMarkdownParser, defaultMarkdownSerializer } from "prosemirror-markdown";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkStringify from "remark-stringify";
import { unified } from "unified";

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkStringify);

const [texts, written] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(texts, "utf8")).map((text) => ({
  remark: String(processor.processSync(text)),
  prosemirror: defaultMarkdownSerializer.serialize(defaultMarkdownParser.parse(text)),
}));
writeFileSync(written, JSON.stringify(answers));
