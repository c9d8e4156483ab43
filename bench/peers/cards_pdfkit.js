// The same cards with pdfkit. Arguments: cards.json, folder of PNG pictures, output. Pictures are
// embedded once, the cheapest way in pdfkit.
const fs = require('fs'), PDFDocument = require('pdfkit'), QRCode = require('qrcode')
const [cardsFile, pictures, out] = process.argv.slice(2)
const cards = JSON.parse(fs.readFileSync(cardsFile)), MM = 72 / 25.4
const fonts = {andika: '/usr/share/fonts/truetype/andika/Andika-',
    dejavu: '/usr/share/fonts/truetype/dejavu/DejaVuSans'}
const doc = new PDFDocument({size: 'A4', margin: 0, autoFirstPage: false,
    info: {Title: 'LeerID 000002'}})
doc.pipe(fs.createWriteStream(out))
doc.registerFont('R', fonts.andika + 'Regular.ttf')
doc.registerFont('B', fonts.andika + 'Bold.ttf')
doc.registerFont('RF', fonts.dejavu + '.ttf')
doc.registerFont('BF', fonts.dejavu + '-Bold.ttf')
const images = new Map()
function image(name) {
  if (!images.has(name)) images.set(name, doc.openImage(`${pictures}/${name}.png`))
  return images.get(name)
}
const other = /[\u0370-\u03ff\u0530-\u06ff\u10a0-\u10ff\u200c]/
function text(style, size, x, y, words) {
  doc.font(other.test(words) ? style + 'F' : style).fontSize(size).fillColor('black').text(words,
      x * MM, y * MM - size * 0.9, {lineBreak: false})
}
cards.forEach((card, i) => {
  if (i % 10 === 0) doc.addPage()
  const x = 10 + i % 2 * 95, y = 8.5 + Math.floor(i % 10 / 2) * 56
  if (i % 10 === 0) doc.lineWidth(0.4).strokeColor('#737373').dash(2.5, {space: 2}).rect(10 * MM,
      8.5 * MM, 190 * MM, 280 * MM).stroke().undash()
  text('R', 8, x + 5, y + 8.5, card.class + ' · ' + card.group)
  text('B', 15, x + 5, y + 16, card.first)
  text('B', 15, x + 5, y + 22.5, card.last)
  const {modules} = QRCode.create(card.address, {errorCorrectionLevel: 'M', maskPattern: 2}),
      n = modules.size, side = 24 * MM / n
  for (let row = 0; row < n; row++)
    for (let column = 0, w; column < n; column += w || 1) {
      for (w = 0; column + w < n && modules.get(row, column + w);) w++
      if (w) doc.rect((x + 66) * MM + column * side, (y + 4) * MM + row * side, w * side, side)
    }
  doc.fill('black')
  text('R', 9, x + 5, y + 33.8, card.address.slice(8))
  text('R', 9, x + 5, y + 40, 'Gebruikersnaam: ')
  text('B', 11, x + 30, y + 40, card.username)
  text('R', 9, x + 5, y + 48.2, card.kind === 'temporary' ? 'Tijdelijk wachtwoord: ' :
      'Wachtwoord: ')
  if (card.kind !== 'picture') text('B', 13, x + 40, y + 48.2, card.secret)
  else card.secret.split('-').forEach((name, k) => doc.image(image(name), (x + 25 + k * 9.4) * MM,
      (y + 42) * MM, {width: 8.4 * MM}))
  text('B', 7, x + 8.4, y + 53.4, 'LeerID')
})
doc.end()
