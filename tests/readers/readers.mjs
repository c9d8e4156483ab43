// Reads one workbook or ZIP with each npm library that users have: node readers.mjs FILE → {reader:
// rows or names, or {error}}.
import { createReadStream, readFileSync } from "node:fs";
import ExcelJS from "exceljs";
import { Unzip, UnzipInflate } from "fflate";
import readXlsxFile from "read-excel-file/node";
import XLSX from "xlsx";

const plain = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value ?? "");
const file = process.argv[2];

const workbookReaders = {
    async exceljs() {
        const book = new ExcelJS.Workbook();
        await book.xlsx.readFile(file);
        const rows = [];
        book.worksheets[0].eachRow((row) => rows.push(row.values.slice(1).map(plain)));
        return rows;
    },
    async "exceljs, streaming"() {
        const rows = [];
        for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(createReadStream(file), { styles: "cache" }))
            for await (const row of sheet) rows.push(row.values.slice(1).map(plain));
        return rows;
    },
    async "exceljs, written again"() {
        const book = new ExcelJS.Workbook();
        await book.xlsx.readFile(file);
        const again = new ExcelJS.Workbook();
        await again.xlsx.load(await book.xlsx.writeBuffer());
        const rows = [];
        again.worksheets[0].eachRow((row) => rows.push(row.values.slice(1).map(plain)));
        return rows;
    },
    async "SheetJS"() {
        const book = XLSX.read(readFileSync(file), { cellDates: true, UTC: true });
        const sheet = book.Sheets[book.SheetNames[0]];
        return XLSX.utils.sheet_to_json(sheet, { header: 1, raw: true, defval: "" }).map((row) => row.map(plain));
    },
    async "read-excel-file"() {
        const data = await readXlsxFile(file, { trim: false });
        const rows = Array.isArray(data[0]) ? data : data[0].data;
        return rows.map((row) => row.map(plain));
    },
};

const zipReaders = {
    "fflate, streaming": () => new Promise((resolve, reject) => {
        const sizes = {};
        const unzip = new Unzip((entry) => {
            sizes[entry.name] = 0;
            entry.ondata = (error, data) => (error ? reject(error) : (sizes[entry.name] += data.length));
            entry.start();
        });
        unzip.register(UnzipInflate);
        createReadStream(file, { highWaterMark: 1000 })
            .on("data", (chunk) => unzip.push(chunk))
            .on("end", () => { unzip.push(new Uint8Array(0), true); resolve(sizes); });
    }),
};

const found = {};
for (const [name, read] of Object.entries(file.endsWith(".zip") ? zipReaders : { ...workbookReaders, ...zipReaders })) {
    try {
        found[name] = await Promise.race([read(), new Promise((_, reject) => setTimeout(() => reject(new Error("30 s")), 30000).unref())]);
    } catch (error) {
        found[name] = { error: String(error?.message ?? error) };
    }
}
console.log(JSON.stringify(found));
process.exit(0);
