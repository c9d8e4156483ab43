// What a file holds, as programs other than ours read it.
import {execFile} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";

const run = promisify(execFile);
const text = (program, ...words) => run(program, words, {maxBuffer: 1 << 26}).then(done => done.stdout);

// {name: path} of the files of a ZIP, unpacked until the callback is done.
export async function unzipped(path, use) {
  const folder = await mkdtemp(join(tmpdir(), "leerid-zip-"));
  try {
    await run("/usr/bin/python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])", path, folder]);
    const names = JSON.parse(await text("/usr/bin/python3", "-c", "import json, sys, zipfile; print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))", path));
    return await use(Object.fromEntries(names.map(name => [name, join(folder, name)])));
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

const ROWS = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(json.dumps([[cell.value for cell in row] for row in sheet.iter_rows()], default=str))`;

// Rows of the first sheet of a workbook.
export const sheetRows = async path => JSON.parse(await text("/usr/bin/python3", "-c", ROWS, path));

// The words of a PDF that qpdf finds nothing wrong with.
export async function pdfText(path) {
  await run("qpdf", ["--check", path]);
  return text("pdftotext", "-layout", path, "-");
}

// What the QR codes of a PDF say, at 100 dots an inch.
export async function pdfCodes(path) {
  const folder = await mkdtemp(join(tmpdir(), "leerid-qr-"));
  try {
    await run("pdftoppm", ["-r", "100", "-png", path, join(folder, "page")]);
    const found = await text("sh", "-c", `zbarimg --raw -q -Sdisable -Sqrcode.enable "${folder}"/*.png`);
    return found.trim().split("\n");
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

// Does every file of a ZIP ask for a password?
export const zipIsLocked = path => text("/usr/bin/python3", "-c", "import sys, zipfile; print(all(i.flag_bits & 1 for i in zipfile.ZipFile(sys.argv[1]).infolist()))", path)
  .then(said => said.trim() === "True");
