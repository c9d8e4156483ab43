#include "sample/names.h"

#include "base/rc.h"

#define NAMES(name) static const char *const name[]
#define LIST(name)                                                                                 \
    { (name), COUNT(name) }

NAMES(flemish_boys) = {
    "Lucas",   "Arthur",      "Noah",       "Liam",  "Jules",  "Finn",  "Seppe",  "Mathis",
    "Lars",    "Vince",       "Kobe",       "Tuur",  "Warre",  "Stan",  "Lowie",  "Jef",
    "Mauro",   "Senne",       "Robbe",      "Thibo", "Wout",   "Ferre", "Sander", "Xander",
    "Maarten", "Jan-Baptist", "Pieter-Jan", "Gust",  "Cyriel", "Emiel", "Rik",    "Björn",
    "André",   "Odin",        "Loïc",       "Thijs", "Viktor", "Basiel"};
NAMES(flemish_girls) = {
    "Emma",   "Louise", "Olivia", "Mila",  "Juliette", "Lotte",    "Noor",      "Marie",
    "Femke",  "Hanne",  "Fien",   "Lore",  "Nore",     "Ella",     "Amélie",    "Zoë",
    "Anaïs",  "Inès",   "Liv",    "Roos",  "Jade",     "Elise",    "Margot",    "Lien",
    "Laura",  "Hannah", "Fleur",  "Renée", "Annelies", "An-Sofie", "Marie-Lou", "Lise-Lotte",
    "Noémie", "Chloë",  "Ivy",    "Tine",  "Pauline",  "Stien"};
NAMES(flemish) = {"Peeters",
                  "Janssens",
                  "Maes",
                  "Jacobs",
                  "Mertens",
                  "Willems",
                  "Claes",
                  "Goossens",
                  "Wouters",
                  "De Smet",
                  "Hermans",
                  "Aerts",
                  "Michiels",
                  "Martens",
                  "De Vos",
                  "Van den Bossche",
                  "Van Damme",
                  "Vermeulen",
                  "Lemmens",
                  "Hendrickx",
                  "Verhaeghe",
                  "De Clercq",
                  "Van den Broeck",
                  "Vandenberghe",
                  "Van der Auwera",
                  "Verstraete",
                  "Vander Elst",
                  "De Backer",
                  "D'Hondt",
                  "D'hooghe",
                  "Coppens",
                  "Cuypers",
                  "Bogaerts",
                  "Segers",
                  "Smets",
                  "Stevens",
                  "Thijs",
                  "Timmermans",
                  "Verlinden",
                  "Wauters",
                  "Van de Velde",
                  "Van den Eynde",
                  "De Wachter",
                  "Pauwels",
                  "Nijs",
                  "Moens",
                  "Lauwers",
                  "Geerts",
                  "Baeten",
                  "Beeckman",
                  "Boeckx",
                  "Yserbyt",
                  "Van 't Veld",
                  "De Keyzer",
                  "Vanhoutte",
                  "Vercauteren",
                  "Ceulemans",
                  "Saelens",
                  "Roelandts",
                  "Desmedt",
                  "Van Wassenhove-Vandekerckhove",
                  "Rombouts",
                  "Naessens",
                  "Van Steenberghen"};
NAMES(walloon_boys) = {"Hugo",          "Gabriel",  "Louis",   "Théo",    "Nathan",   "Maxime",
                       "Jean-Baptiste", "Léon",     "Clément", "Étienne", "Aurélien", "Rémy",
                       "Pierre-Yves",   "François", "Benoît",  "Cédric"};
NAMES(walloon_girls) = {"Léa",    "Camille",     "Manon",           "Chloé",  "Zélie",   "Élise",
                        "Maëlle", "Anne-Sophie", "Marie-Charlotte", "Océane", "Justine", "Héloïse",
                        "Aurore", "Clémence",    "Inaya",           "Lucie"};
NAMES(walloon) = {"Lambert",  "Dubois",   "Dupont",   "Leroy",    "Simon",       "Laurent",
                  "Denis",    "Lejeune",  "Renard",   "Gérard",   "Noël",        "Léonard",
                  "Piron",    "Henrotte", "Delvaux",  "Lefèvre",  "de la Croix", "d'Harcour",
                  "Le Grand", "Mélotte",  "Thonnard", "Wauthier", "Collard",     "Bodart",
                  "Remacle",  "Fontaine"};
NAMES(moroccan_boys) = {"Mohamed", "Adam",    "Rayan",    "Youssef",    "Bilal", "Ilyas",
                        "Ayoub",   "Amine",   "Zakaria",  "Hamza",      "Imran", "Anas",
                        "Ismaïl",  "Yassine", "Soufiane", "Abdel-Karim"};
NAMES(moroccan_girls) = {"Aya",   "Yasmine", "Fatima",       "Salma", "Amira", "Nour",
                         "Hajar", "Ikram",   "Fatima-Zahra", "Lina",  "Safaa", "Inaya",
                         "Malak", "Khadija", "Assia",        "Hafsa"};
NAMES(moroccan) = {"El Amrani", "El Idrissi",   "Benali",   "Ben Haddou",  "Ben Moussa",
                   "Aït Ouahi", "Aït Ben Omar", "Bouzid",   "Haddad",      "El Khattabi",
                   "Ouali",     "Azzouzi",      "Chaouki",  "El Mansouri", "Lahlou",
                   "Ziani",     "Bakkali",      "Tahiri",   "El Yousfi",   "Oulad Saïd",
                   "Amezian",   "M'Barki",      "Belkacem", "El Ouazzani"};
NAMES(turkish_boys) = {"Emir",  "Ömer", "Yusuf", "Mert",   "Kerem", "Eren", "Alperen",
                       "Çağan", "Efe",  "Ümit",  "İsmail", "Doğan", "Uğur", "Kağan"};
NAMES(turkish_girls) = {"Elif", "Zeynep", "Defne",  "Ayşe",   "Süheda", "Büşra", "Ecrin",
                        "Nisa", "İpek",   "Çiğdem", "Gülşah", "Tuğba",  "Esma",  "Şeyma"};
NAMES(turkish) = {"Yılmaz",  "Kaya",   "Demir", "Çelik",   "Şahin",   "Yıldız", "Öztürk", "Aydın",
                  "Özdemir", "Arslan", "Doğan", "Kılıç",   "Aslan",   "Koç",    "Güneş",  "Işık",
                  "Korkmaz", "Çakır",  "Ünal",  "Erdoğdu", "Bozkurt", "Karakoç"};
NAMES(polish_boys) = {"Jakub",     "Łukasz", "Szymon", "Michał",  "Wojciech",
                      "Stanisław", "Kacper", "Paweł",  "Oliwier", "Bartłomiej"};
NAMES(polish_girls) = {"Zofia",  "Zuzanna",  "Małgorzata", "Oliwia", "Agnieszka",
                       "Jagoda", "Weronika", "Katarzyna",  "Łucja",  "Bożena"};
NAMES(polish) = {"Kowalski",    "Wiśniewski",  "Zieliński",       "Nowak",     "Wójcik",
                 "Lewandowski", "Kamiński",    "Mazur",           "Dąbrowski", "Szymański",
                 "Woźniak",     "Grzegorczyk", "Brzęczyszczewski"};
NAMES(polish_of_girls) = {"Kowalska",    "Wiśniewska",  "Zielińska",       "Nowak",     "Wójcik",
                          "Lewandowska", "Kamińska",    "Mazur",           "Dąbrowska", "Szymańska",
                          "Woźniak",     "Grzegorczyk", "Brzęczyszczewska"};
NAMES(romanian_boys) = {"Andrei",  "Ștefan", "Mihai",  "Ionuț",
                        "Cătălin", "Răzvan", "Florin", "Darius"};
NAMES(romanian_girls) = {"Ioana",  "Ștefania", "Mădălina", "Andreea",
                         "Bianca", "Crenguța", "Denisa",   "Lăcrămioara"};
NAMES(romanian) = {"Popescu", "Ionescu", "Dumitrescu", "Stănescu",  "Mureșan",
                   "Țurcanu", "Bălan",   "Rădulescu",  "Gheorghiu", "Munteanu"};
NAMES(ukrainian_boys) = {"Oleksandr", "Dmytro",    "Andrii", "Bohdan",
                         "Mykhailo",  "Volodymyr", "Yevhen", "Ostap"};
NAMES(ukrainian_girls) = {"Oleksandra", "Solomiia", "Mariia", "Kateryna",
                          "Daryna",     "Yuliia",   "Zlata",  "Anhelina"};
NAMES(ukrainian) = {"Shevchuk", "Kovalenko", "Bondarenko", "Tkachenko", "Kravchuk",
                    "Oliinyk",  "Lysenko",   "Marchenko",  "Hrytsenko", "Zakharchuk"};
NAMES(cyrillic_boys) = {"Олександр", "Дмитро", "Андрій", "Богдан", "Георги", "Ярослав"};
NAMES(cyrillic_girls) = {"Соломія", "Марія", "Катерина", "Дарина", "Цветелина", "Юлія"};
NAMES(cyrillic) = {"Шевчук", "Коваленко", "Бондаренко", "Ткаченко", "Олійник", "Гриценко"};
NAMES(greek_boys) = {"Γιώργος", "Νικόλαος", "Δημήτρης", "Θεόδωρος"};
NAMES(greek_girls) = {"Ελένη", "Αικατερίνη", "Χρυσούλα", "Ζωή"};
NAMES(greek) = {"Παπαδάκης", "Οικονόμου", "Αναγνώστου", "Γεωργίου"};
NAMES(arabic_boys) = {"محمد", "يوسف", "أحمد", "خالد"};
NAMES(arabic_girls) = {"فاطمة", "مريم", "نور", "ليلى"};
NAMES(arabic) = {"الحسن", "حداد", "النجار", "درويش"};
NAMES(georgian_boys) = {"გიორგი", "დავითი", "ლუკა"};
NAMES(georgian_girls) = {"ნინო", "მარიამი", "თამარი"};
NAMES(georgian) = {"ბერიძე", "კაპანაძე", "გელაშვილი"};
NAMES(armenian_boys) = {"Դավիթ", "Արամ", "Տիգրան"};
NAMES(armenian_girls) = {"Անի", "Նարե", "Մարիամ"};
NAMES(armenian) = {"Սարգսյան", "Հակոբյան", "Գրիգորյան"};
NAMES(chinese_boys) = {"Hao", "Zihan", "Yuxuan", "Wei", "Lǐ", "Jun-Jie", "Xiāoyú"};
NAMES(chinese_girls) = {"Xinyi", "Yutong", "Mei", "Lìhuá", "Ruo-Xi", "Jia", "Nǚying"};
NAMES(chinese) = {"Wang",  "Li",   "Zhang", "Liu", "Chen",   "Yang",
                  "Huang", "Zhao", "Wu",    "Lü",  "Ouyang", "Xu"};
NAMES(syrian_boys) = {"Omar",          "Khaled", "Mustafa", "Abdulghani",
                      "Abd al-Rahman", "Yazan",  "Majd",    "Anwar"};
NAMES(syrian_girls) = {"Rahaf", "Layan",  "Sidra",        "Joud",
                       "Hala",  "Batoul", "Nour al-Hoda", "Shahd"};
NAMES(syrian) = {"Al Hassan", "Al-Masri",  "Haddad",  "Darwish",    "Al Najjar", "Khalil",
                 "Abu Zaid",  "Al-Khatib", "Mahmoud", "Sheikh Ali", "Hamwi"};
NAMES(afghan_boys) = {"Ahmad Zia", "Farhad", "Navid", "Mirwais", "Esmatullah", "Najibullah"};
NAMES(afghan_girls) = {"Zahra", "Parwana", "Shabnam", "Freshta", "Laila", "Marwa"};
NAMES(afghan) = {"Ahmadzai",  "Noori",     "Rahimi",    "Hotak", "Sahak",
                 "Stanekzai", "Mohammadi", "Yousafzai", "Safi"};
NAMES(congolese_boys) = {"Eben-Ezer", "Kwame",  "Dieumerci", "Plamedi",
                         "Emmanuel",  "Exaucé", "Josué",     "Glody"};
NAMES(congolese_girls) = {"Naomi",        "Merveille", "Gracia",    "Bénédicte",
                          "Divine-Grâce", "Ruth",      "Princesse", "Exaucée"};
NAMES(congolese) = {"Mbuyi",         "Kabongo",     "Ilunga", "Tshimanga wa Kalonji",
                    "Mutombo Nkulu", "Lukaku-Ngoy", "Ngandu", "Mwamba",
                    "Nzuzi",         "N'Landu",     "Okito",  "Kasongo wa Kasongo"};
NAMES(west_african_boys) = {"Kofi", "Mamadou", "Chukwuemeka", "Ousmane", "Ibrahima", "Oluwaseun"};
NAMES(west_african_girls) = {"Adwoa",     "Aïssatou", "Chidinma",
                             "Fatoumata", "Ngozi",    "Oluwadamilola"};
NAMES(west_african) = {"Mensah",      "Diallo", "Okafor",    "N'Diaye",  "Traoré",
                       "Owusu-Ansah", "Bah",    "Nwachukwu", "Ogunleye", "Boateng"};
NAMES(roma_boys) = {"Rumen", "Ivica", "Kevin", "Mario", "Assen", "Franci"};
NAMES(roma_girls) = {"Sevda", "Esmeralda", "Jozefína", "Rumyana", "Denica", "Ružena"};
NAMES(roma) = {"Horváth", "Balážová", "Lakatoš",   "Demeter", "Asenov",
               "Rusevi",  "Gunár",    "Jovanović", "Pešta",   "Oláh"};
NAMES(sikh_boys) = {"Gurpreet", "Harman", "Jaspreet", "Arjan", "Manveer", "Sukhdev"};
NAMES(sikh_girls) = {"Simran", "Jasleen", "Harleen", "Navneet", "Gurleen", "Prabhjot"};
NAMES(sikh) = {"Singh", "Singh Gill", "Singh Sandhu", "Singh"};
NAMES(sikh_of_girls) = {"Kaur", "Kaur Gill", "Kaur Sandhu", "Kaur"};
NAMES(south_asian_boys) = {"Keshab", "Aarav",       "Rohan", "Sivasubramaniyan Karthikeyan",
                           "Bishal", "Muhammad Ali"};
NAMES(south_asian_girls) = {
    "Anushka", "Priya", "Thulasi", "Sabina", "Aishwarya Lakshmipriyadarshini", "Nirmala"};
NAMES(south_asian) = {"Thapa",
                      "Sharma",
                      "Gurung",
                      "Balasubramaniam",
                      "Patel",
                      "Tamang",
                      "Venkatanarasimharajuvaripeta",
                      "Khan",
                      "Hossain",
                      "Wickramasinghe Mudiyanselage",
                      "Perera"};
NAMES(iberian_boys) = {"João", "Matteo", "Nuno", "Iñaki", "José María", "Ângelo", "Tomás", "Raúl"};
NAMES(iberian_girls) = {"Inês",      "Sofia", "Lucía",  "Íris", "María del Carmen Inmaculada",
                        "Conceição", "Núria", "Beatriz"};
NAMES(iberian) = {"Ferreira",
                  "da Silva",
                  "dos Santos",
                  "García López",
                  "Muñoz",
                  "Gonçalves",
                  "Fernández de la Vega y Montenegro",
                  "Peña",
                  "Magalhães",
                  "Rodríguez Ibáñez",
                  "Oliveira",
                  "Vázquez"};
NAMES(dutch_boys) = {"Sem", "Daan", "Sjoerd", "Jelle", "Teun", "Jort"};
NAMES(dutch_girls) = {"Tess", "Sanne", "Fenna", "Floor", "Jinte", "Ilse"};
NAMES(dutch) = {"de Jong",  "van Dijk", "Bakker",   "Visser",       "van 't Hof",
                "IJzerman", "de Groot", "Hoekstra", "van der Meer", "ter Horst"};
NAMES(vietnamese_boys) = {"Minh", "Đức", "Quốc Bảo", "Tuấn"};
NAMES(vietnamese_girls) = {"Thị Mai", "Hương", "Ngọc Ánh", "Phương"};
NAMES(vietnamese) = {"Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng"};
NAMES(nordic_boys) = {"Søren", "Jón", "Åke", "Mindaugas"};
NAMES(nordic_girls) = {"Guðrún", "Åsa", "Ragnhildur", "Živilė"};
NAMES(nordic) = {"Sørensen", "Þórsdóttir", "Bergström", "Lindqvist", "Østergaard", "Kazlauskaitė"};
NAMES(eritrean_boys) = {"Filmon", "Yonas", "Tesfalem", "Abel"};
NAMES(eritrean_girls) = {"Selam", "Helen", "Rahwa", "Feven"};
NAMES(eritrean) = {"Tesfay",       "Ghebremedhin", "Hailemariam",
                   "Weldegebriel", "Kidane",       "Habtemichael"};

/*
 * A weight of 1 is about one pupil in 700: scripts that are rare in Flemish registers but must
 * print on a card.
 */
static const struct origin origins[] = {
    /* weight, newcomer, mixes */
    {330, false, false, LIST(flemish_boys), LIST(flemish_girls), LIST(flemish), {NULL, 0}},
    {40, false, true, LIST(walloon_boys), LIST(walloon_girls), LIST(walloon), {NULL, 0}},
    {90, false, false, LIST(moroccan_boys), LIST(moroccan_girls), LIST(moroccan), {NULL, 0}},
    {60, false, false, LIST(turkish_boys), LIST(turkish_girls), LIST(turkish), {NULL, 0}},
    {24, true, true, LIST(polish_boys), LIST(polish_girls), LIST(polish), LIST(polish_of_girls)},
    {18, true, true, LIST(romanian_boys), LIST(romanian_girls), LIST(romanian), {NULL, 0}},
    {20, true, false, LIST(ukrainian_boys), LIST(ukrainian_girls), LIST(ukrainian), {NULL, 0}},
    {4, true, false, LIST(cyrillic_boys), LIST(cyrillic_girls), LIST(cyrillic), {NULL, 0}},
    {1, true, false, LIST(greek_boys), LIST(greek_girls), LIST(greek), {NULL, 0}},
    {1, true, false, LIST(arabic_boys), LIST(arabic_girls), LIST(arabic), {NULL, 0}},
    {1, true, false, LIST(georgian_boys), LIST(georgian_girls), LIST(georgian), {NULL, 0}},
    {1, true, false, LIST(armenian_boys), LIST(armenian_girls), LIST(armenian), {NULL, 0}},
    {9, true, true, LIST(chinese_boys), LIST(chinese_girls), LIST(chinese), {NULL, 0}},
    {22, true, false, LIST(syrian_boys), LIST(syrian_girls), LIST(syrian), {NULL, 0}},
    {16, true, false, LIST(afghan_boys), LIST(afghan_girls), LIST(afghan), {NULL, 0}},
    {18, false, true, LIST(congolese_boys), LIST(congolese_girls), LIST(congolese), {NULL, 0}},
    {12,
     true,
     true,
     LIST(west_african_boys),
     LIST(west_african_girls),
     LIST(west_african),
     {NULL, 0}},
    {12, true, false, LIST(roma_boys), LIST(roma_girls), LIST(roma), {NULL, 0}},
    {7, false, false, LIST(sikh_boys), LIST(sikh_girls), LIST(sikh), LIST(sikh_of_girls)},
    {12,
     true,
     false,
     LIST(south_asian_boys),
     LIST(south_asian_girls),
     LIST(south_asian),
     {NULL, 0}},
    {16, false, true, LIST(iberian_boys), LIST(iberian_girls), LIST(iberian), {NULL, 0}},
    {24, false, true, LIST(dutch_boys), LIST(dutch_girls), LIST(dutch), {NULL, 0}},
    {3, false, true, LIST(vietnamese_boys), LIST(vietnamese_girls), LIST(vietnamese), {NULL, 0}},
    {3, false, true, LIST(nordic_boys), LIST(nordic_girls), LIST(nordic), {NULL, 0}},
    {6, true, false, LIST(eritrean_boys), LIST(eritrean_girls), LIST(eritrean), {NULL, 0}},
};

size_t origin_count(void) {
    return COUNT(origins);
}

const struct origin *origin_at(size_t number) {
    return &origins[number];
}
