import java.io.FileInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/* Reads a ZIP front to back, as Apache POI does from a stream: prints name and size of each entry. */
public class Streams {
    public static void main(String[] arguments) throws Exception {
        try (ZipInputStream in = new ZipInputStream(new FileInputStream(arguments[0]))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                System.out.println(entry.getName() + "\t" + in.readAllBytes().length);
            }
        }
    }
}
