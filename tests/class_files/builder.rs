//! A small class-file assembler: puts together what it is told to, right or wrong.

/// A class file in the making.
pub struct Builder {
    pool: Vec<u8>,
    count: u16,
    pub version: (u16, u16),
    pub access: u16,
    pub this: u16,
    pub superclass: u16,
    pub interfaces: Vec<u16>,
    fields: Vec<Vec<u8>>,
    methods: Vec<Vec<u8>>,
    attributes: Vec<Vec<u8>>,
}

/// Content of a `Code` attribute.
pub struct Body<'a> {
    pub stack: u16,
    pub locals: u16,
    pub code: &'a [u8],
    pub handlers: &'a [[u16; 4]],
    pub attributes: Vec<Vec<u8>>,
}

impl Default for Body<'_> {
    fn default() -> Self {
        Body { stack: 2, locals: 2, code: &[0xb1], handlers: &[], attributes: Vec::new() }
    }
}

pub fn u2s(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

impl Builder {
    /// `public class T extends Object`, version 45.3.
    pub fn new() -> Self {
        let mut builder = Builder {
            pool: Vec::new(),
            count: 1,
            version: (45, 3),
            access: 0x21,
            this: 0,
            superclass: 0,
            interfaces: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            attributes: Vec::new(),
        };
        builder.this = builder.class("T");
        builder.superclass = builder.class("java/lang/Object");
        builder
    }

    /// A constant of any tag and content.
    pub fn raw(&mut self, tag: u8, content: &[u8]) -> u16 {
        self.pool.push(tag);
        self.pool.extend_from_slice(content);
        let index = self.count;
        self.count += if matches!(tag, 5 | 6) { 2 } else { 1 };
        index
    }

    /// The index that the next constant gets.
    pub fn next(&self) -> u16 {
        self.count
    }

    pub fn bytes(&mut self, text: &[u8]) -> u16 {
        let mut content = (text.len() as u16).to_be_bytes().to_vec();
        content.extend_from_slice(text);
        self.raw(1, &content)
    }

    pub fn utf8(&mut self, text: &str) -> u16 {
        self.bytes(text.as_bytes())
    }

    pub fn class(&mut self, name: &str) -> u16 {
        let name = self.utf8(name);
        self.raw(7, &u2s(&[name]))
    }

    pub fn string(&mut self, text: &str) -> u16 {
        let text = self.utf8(text);
        self.raw(8, &u2s(&[text]))
    }

    /// A Fieldref (9), Methodref (10) or InterfaceMethodref (11).
    pub fn member(&mut self, tag: u8, class: &str, name: &str, descriptor: &str) -> u16 {
        let class = self.class(class);
        let pair = [self.utf8(name), self.utf8(descriptor)];
        let pair = self.raw(12, &u2s(&pair));
        self.raw(tag, &u2s(&[class, pair]))
    }

    pub fn attribute(&mut self, name: &str, content: &[u8]) -> Vec<u8> {
        let mut out = u2s(&[self.utf8(name)]);
        out.extend((content.len() as u32).to_be_bytes());
        out.extend_from_slice(content);
        out
    }

    pub fn code(&mut self, body: Body<'_>) -> Vec<u8> {
        let content = code_content(&body);
        self.attribute("Code", &content)
    }

    pub fn field(&mut self, access: u16, name: &str, descriptor: &str, attributes: &[Vec<u8>]) {
        let names = [access, self.utf8(name), self.utf8(descriptor)];
        self.fields.push(member(names, attributes));
    }

    pub fn method(&mut self, access: u16, name: &str, descriptor: &str, attributes: &[Vec<u8>]) {
        let names = [access, self.utf8(name), self.utf8(descriptor)];
        self.methods.push(member(names, attributes));
    }

    /// A method with indexes instead of names.
    pub fn raw_method(&mut self, numbers: [u16; 3], attributes: &[Vec<u8>]) {
        self.methods.push(member(numbers, attributes));
    }

    /// A field with indexes instead of names.
    pub fn raw_field(&mut self, numbers: [u16; 3], attributes: &[Vec<u8>]) {
        self.fields.push(member(numbers, attributes));
    }

    /// `public void NAME()` with this bytecode.
    pub fn body(&mut self, name: &str, code: &[u8]) {
        let code = self.code(Body { code, ..Body::default() });
        self.method(1, name, "()V", &[code]);
    }

    pub fn class_attribute(&mut self, name: &str, content: &[u8]) {
        let attribute = self.attribute(name, content);
        self.attributes.push(attribute);
    }

    pub fn build(self) -> Vec<u8> {
        let mut out = vec![0xca, 0xfe, 0xba, 0xbe];
        out.extend(u2s(&[self.version.1, self.version.0, self.count]));
        out.extend(self.pool);
        out.extend(u2s(&[self.access, self.this, self.superclass, self.interfaces.len() as u16]));
        out.extend(u2s(&self.interfaces));
        for list in [self.fields, self.methods, self.attributes] {
            out.extend((list.len() as u16).to_be_bytes());
            out.extend(list.concat());
        }
        out
    }
}

pub fn code_content(body: &Body<'_>) -> Vec<u8> {
    let mut out = u2s(&[body.stack, body.locals]);
    out.extend((body.code.len() as u32).to_be_bytes());
    out.extend_from_slice(body.code);
    out.extend((body.handlers.len() as u16).to_be_bytes());
    out.extend(u2s(body.handlers.as_flattened()));
    out.extend((body.attributes.len() as u16).to_be_bytes());
    out.extend(body.attributes.concat());
    out
}

fn member(numbers: [u16; 3], attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut out = u2s(&numbers);
    out.extend((attributes.len() as u16).to_be_bytes());
    out.extend(attributes.concat());
    out
}
