// Contents of files, read with other programs.
import {execFile} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";

const run = promisify(execFile);
const text = (program, ...words) => run(program, words, {maxBuffer: 1 << 26}).then(done => done.stdout);

// Unpacks a ZIP; {name: path} of its files is valid until the callback ends.
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

// Returns the rows of the first sheet of a workbook.
export const sheetRows = async path => JSON.parse(await text("/usr/bin/python3", "-c", ROWS, path));

// Returns the text of a PDF that qpdf accepts without errors.
export async function pdfText(path) {
  await run("qpdf", ["--check", path]);
  return text("pdftotext", "-layout", path, "-");
}

// Returns the QR codes of a PDF, read at 100 dpi.
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

// Returns whether every file of a ZIP is encrypted.
export const zipIsLocked = path => text("/usr/bin/python3", "-c", "import sys, zipfile; print(all(i.flag_bits & 1 for i in zipfile.ZipFile(sys.argv[1]).infolist()))", path)
  .then(said => said.trim() === "True");
