/* The lower bound for `livetex-bridge check`: reads a file, lets libyaml parse it, and drops all events. */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) return 2;
    long size = ftell(file);
    unsigned char *bytes = size < 0 ? NULL : malloc((size_t)size + 1);
    rewind(file);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) return 2;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return 2;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes, (size_t)size);
    for (int isOver = 0; !isOver;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) return 1;
        isOver = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    return 0;
}
